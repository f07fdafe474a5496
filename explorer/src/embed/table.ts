import { ask, type Answer, type Variables } from "../ask/ask";
import { itselfOnly, placesWithin } from "../ask/places";
import { country, words } from "../format";
import { periodOf } from "../period";
import { t } from "../texts";
import { h } from "./dom";
import { Embedded, host, type Show, type Shown } from "./element";
import { namesOf, within } from "./question";
import { marked, numbers, table } from "./words";

type Row = Answer<"WhoDoesWhat">["whoDoesWhat"]["nodes"][number];

/** Who does what, where, when and for whom. */
export class StakeholderTable extends Embedded {
  static parameters = ["who", "kind", "role", "theme", "place", "country", "itself", "initiative", "forwhom", "from", "to", "undated", "show"];

  protected async shown(q: URLSearchParams, signal: AbortSignal): Promise<Shown> {
    const equal = (name: string) => (q.get(name) ? { [name]: { eq: q.get(name) } } : {});
    const thing = (name: string, field = name) => (q.get(name) ? { [field]: { id: { eq: q.get(name) } } } : {});
    const place = q.get("place");
    const at = place && (await placesWithin(place, itselfOnly(q), signal, host));
    const where = {
      ...thing("who", "stakeholder"), ...thing("theme"), ...(at ? { place: { id: { in: at.ids } } } : {}), ...thing("initiative"), ...equal("kind"), ...equal("role"), ...equal("country"),
      ...(q.get("forwhom") ? { targetGroup: { contains: q.get("forwhom") } } : {}),
    };
    const variables = { where, first: within(q, "show", 1, 100, 20), ...periodOf(q) };
    const [{ whoDoesWhat: a }, names] = await Promise.all([
      ask("WhoDoesWhat", variables as unknown as Variables<"WhoDoesWhat">, signal, host),
      namesOf(["who", "theme", "place", "initiative"].map((n) => q.get(n)), signal),
    ]);
    return {
      title: names.length ? t.embed.whoOf(names.join(", ")) : t.embed.who,
      summary: [...(at && at.inside ? [at.counted === 0 ? t.embed.itself : t.embed.inside(at.counted, at.inside)] : []), a.nodes.length < a.totalCount ? t.profile.shown(a.nodes.length, a.totalCount) : t.embed.rows(a.totalCount)],
      page: `/who-does-what?${q}`,
      claims: a.nodes.flatMap((n) => n.claims),
      rows: a.nodes.length,
      views: [{ key: "table", label: t.embed.table, draw: (show) => draw(a.nodes, show) }],
    };
  }
}

function draw(rows: readonly Row[], show: Show): Node {
  const c = t.embed.columns;
  return table(show, [{ label: c.who }, { label: c.role }, { label: c.initiative }, { label: c.what }, { label: c.where }, { label: c.when }, { label: t.explore.columns.source }],
    rows.map((r) => [
      r.stakeholder ? marked(r.stakeholder, show) : r.group ? t.embed.group(r.group) : t.unknownBody,
      r.role ? words(r.role) : t.embed.unknown,
      r.initiative ? show.link(r.initiative) : t.embed.unknown,
      several(r.themes, r.themeCount, show),
      r.places.length ? several(r.places, r.placeCount, show) : r.countries.map(country).join(", ") || t.embed.unknown,
      t.when(r.start, r.end) || t.undated,
      numbers(r.claims.flatMap((x) => x.evidence), show),
    ]));
}

function several(things: Row["themes"] | Row["places"], count: number, show: Show): (Node | string)[] {
  if (!count) return [t.embed.unknown];
  const out: (Node | string)[] = things.flatMap((x, i) => (i ? [", ", show.link(x)] : [show.link(x)]));
  if (count > things.length) out.push(" ", h("span", { class: "count" }, t.profile.shown(things.length, count)));
  return out;
}
