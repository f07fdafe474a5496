import type { Failure } from "../ask/ask";
import { reasonOf } from "../ask/reason";
import type { Evidence } from "../parts/sources";
import { say } from "../sentences";
import { t, type Sentence } from "../texts";
import { isFunder, type Claim, type Thing } from "../things";
import { badge, outline } from "../network/shapes";
import { h, s } from "./dom";
import type { Show } from "./element";

/** Why something is not shown, in words: those of an element in another's page. */
export function namedBy(f: Failure): string {
  if (f.code === "OFFLINE") return t.embed.unreachable;
  return f.code === "INVALID_ARGUMENT" ? t.embed.invalid : reasonOf(f);
}

/** The mark of a kind of things; what it means stands beside it, or is its name. */
export function mark(kind: string, funder: boolean, named: boolean): SVGSVGElement {
  const label = t.kind(kind) + (funder ? `, ${t.funder}` : "");
  return s("svg", { class: `mark ${kind}`, viewBox: "-10 -10 20 20", width: 16, height: 16, ...(named ? { "aria-hidden": "true" } : { role: "img", "aria-label": label }) }, shape(kind, 7.5, funder));
}

/** The outline of a thing, with the badge of funders. */
export function shape(kind: string, r: number, funder: boolean): SVGPathElement[] {
  const paths = [s("path", { class: "shape", d: outline(kind, r) })];
  if (funder) paths.push(s("path", { class: "funder", d: badge(r) }));
  return paths;
}

/** A thing with its mark before it. */
export function marked(thing: Thing, show: Show): Node[] {
  return [mark(thing.__typename, isFunder(thing), false), document.createTextNode(" "), show.link(thing)];
}

/** A sentence whose things are links, but for one. */
export function sentence(parts: Sentence, show: Show, not?: string): Node {
  return h("span", {}, parts.map((p) => (typeof p === "string" ? p : p.id === not ? h("bdi", {}, p.name) : show.link(p))));
}

/** The numbers of sources, each a link to its document. */
export function numbers(evidence: readonly Evidence[], show: Show): Node[] {
  const seen = new Map(evidence.map((e) => [show.sources.of(e), e]));
  return [...seen].map(([n, e]) => {
    const label = `${t.profile.source(n)}: ${e.document?.name ?? e.dataset ?? ""}`;
    if (!e.document) return h("sup", { role: "img", "aria-label": label }, String(n));
    const a = show.link(e.document);
    a.replaceChildren(String(n));
    a.setAttribute("aria-label", label);
    return h("sup", {}, a);
  });
}

/** Claims as sentences, each with the numbers of its sources. */
export function told(claims: readonly Claim[], show: Show, not?: string): Node {
  return h("ul", { class: "claims" }, claims.map((c) =>
    h("li", {}, sentence(say(c), show, not), ". ", numbers(c.evidence, show), c.conflicting && [" ", h("strong", { class: "warn" }, t.profile.conflicting)])));
}

/** A table that scrolls by itself, by keyboard, too. */
export function table(show: Show, columns: readonly { label: string; number?: boolean }[], rows: readonly (Node | string | (Node | string)[])[][]): HTMLElement {
  const cell = (c: Node | string | (Node | string)[], i: number) => h(i ? "td" : "th", { ...(i ? {} : { scope: "row" }), class: columns[i]?.number && "n" }, c);
  return h("div", { class: "scroll", role: "region", "aria-label": `${t.embed.table}: ${show.title}`, tabindex: 0 },
    h("table", {}, h("thead", {}, h("tr", {}, columns.map((c) => h("th", { scope: "col", class: c.number && "n" }, c.label)))),
      h("tbody", {}, rows.length ? rows.map((r) => h("tr", {}, r.map(cell))) : h("tr", {}, h("td", { colspan: columns.length }, t.table.empty)))));
}
