import { cited } from "../parts/sources";
import { plain, say } from "../sentences";
import { t } from "../texts";
import { pageOf, type Claim } from "../things";
import type { Graph } from "./model";

export const kinds = ["things", "links", "claims"] as const;
export type Kind = (typeof kinds)[number];

/** The claims of a picture, each once. */
export function claimsOf(graph: Graph): Claim[] {
  return [...new Map(graph.links.flatMap((l) => l.claims).map((c) => [c.id, c])).values()];
}

/** The rows of a table of a picture as texts, after a row of headings. */
export function rowsOf(graph: Graph, kind: Kind): string[][] {
  const c = t.explore.columns;
  switch (kind) {
    case "things":
      return [
        [c.id, c.thing, c.kind, c.funder, c.away, c.links, c.shown, c.page],
        ...graph.nodes.map((n) => [
          n.id, n.thing.name, t.kind(n.kind), String(n.funder), Number.isFinite(n.hop) ? String(n.hop) : "", String(n.degree), String(n.shown), location.origin + pageOf(n.thing),
        ]),
      ];
    case "links":
      return [
        [c.from, `${c.from}, ${c.id}`, c.type, c.to, `${c.to}, ${c.id}`, c.claims, c.source],
        ...graph.links.map((l) => [
          l.from.thing.name, l.from.id, t.link(l.type), l.to.thing.name, l.to.id, String(l.weight),
          cited(l.claims) + (l.claims.length < l.weight ? ` ${t.doing.moreOf(l.weight - l.claims.length)}` : ""),
        ]),
      ];
    case "claims":
      return [[c.id, c.says, c.conflicting, c.source], ...claimsOf(graph).map((x) => [x.id, plain(say(x)), String(x.conflicting), cited([x])])];
  }
}
