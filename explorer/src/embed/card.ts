import { ask, Failure, type Answer } from "../ask/ask";
import { country, words } from "../format";
import { say } from "../sentences";
import { t } from "../texts";
import { isFunder, pageOf, type Claim, type Thing } from "../things";
import { h } from "./dom";
import { Embedded, host, type Show, type Shown } from "./element";
import { needed, within } from "./question";
import { mark, numbers, sentence, table, told } from "./words";

type Record = NonNullable<Answer<"EmbedCard">["node"]>;
type Card = Extract<Record, { __typename: "Organization" | "Government" | "Embassy" | "Initiative" }>;
type List = { label: string; total: number; claims: readonly Claim[] };

/** What a body or an initiative is, with a few facts of each kind. */
export class StakeholderCard extends Embedded {
  static parameters = ["of", "most"];

  protected async shown(q: URLSearchParams, signal: AbortSignal): Promise<Shown> {
    const { node } = await ask("EmbedCard", { id: needed(q, "of"), first: within(q, "most", 1, 20, 3) }, signal, host);
    if (!node || !isCard(node)) throw new Failure("NOT_FOUND", "");
    const lists = listsOf(node);
    const claims = lists.flatMap((l) => l.claims);
    return {
      title: node.name,
      summary: [aboutOf(node)],
      page: pageOf(node),
      claims,
      rows: claims.length,
      views: [
        { key: "card", label: t.embed.card, draw: (show) => card(node, lists, show) },
        {
          key: "table", label: t.embed.table,
          draw: (show) => table(show, [{ label: t.embed.about }, { label: t.explore.columns.says }, { label: t.explore.columns.source }],
            lists.flatMap((l) => l.claims.map((c) => [l.label, sentence(say(c), show, node.id), numbers(c.evidence, show)]))),
        },
      ],
    };
  }
}

function isCard(r: Record): r is Card {
  return "claimCount" in r && ("participations" in r);
}

/** What it is, in a line. */
function aboutOf(c: Card): string {
  const parts = [t.kind(c.__typename)];
  if ("isFunder" in c) {
    if (c.subtype) parts.push(words(c.subtype));
    if (c.country) parts.push(country(c.country));
    if (c.isFunder) parts.push(t.funder);
  } else {
    if (c.type) parts.push(words(c.type));
    parts.push(t.when(c.start, c.end) || t.undated);
  }
  return parts.join(" · ");
}

function listsOf(c: Card): List[] {
  const list = (label: string, l: { totalCount: number; nodes: readonly Claim[] }) => ({ label, total: l.totalCount, claims: l.nodes });
  const all =
    "flows" in c
      ? [list(t.profile.participants, c.participations), list(t.profile.money, c.flows), list(t.profile.findings, c.findings)]
      : [list(t.profile.participations, c.participations), list(t.profile.moneyOut, c.flowsOut), list(t.profile.moneyIn, c.flowsIn)];
  return all.filter((l) => l.total > 0);
}

function card(c: Card, lists: readonly List[], show: Show): Node {
  const partners: { totalCount: number; nodes: readonly { count: number; stakeholder: Thing }[] } | undefined = "partners" in c ? c.partners : undefined;
  return h("div", { class: "card" },
    h("p", { class: "name" }, mark(c.__typename, isFunder(c), true), " ", show.link(c)),
    c.summary && h("p", { dir: "auto" }, c.summary),
    partners && partners.totalCount > 0 && [
      h("h3", {}, t.profile.partners),
      h("ul", { class: "partners" }, partners.nodes.map((p) => h("li", {}, mark(p.stakeholder.__typename, isFunder(p.stakeholder), false), " ", show.link(p.stakeholder), " ", h("span", { class: "count" }, t.profile.joint(p.count))))),
      rest(partners.nodes.length, partners.totalCount),
    ],
    lists.map((l) => [h("h3", {}, l.label), told(l.claims, show, c.id), rest(l.claims.length, l.total)]),
    c.claimCount === 0 && h("p", {}, t.profile.nothing));
}

function rest(shown: number, total: number): Node | false {
  return shown < total && h("p", { class: "small" }, t.profile.shown(shown, total));
}
