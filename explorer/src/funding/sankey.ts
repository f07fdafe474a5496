import { sankey, sankeyLinkHorizontal, type SankeyLink, type SankeyNode } from "d3-sankey";
import type { Answer } from "../ask/ask";
import { keyName } from "../keys";
import { t } from "../texts";

export type Diagram = Answer<"FlowDiagram">["flowDiagram"];
type Node = { place: number; name: string; kind: string; column: number };
type Link = { place: number };

/** How a node is called. */
export function nameOf(n: Diagram["nodes"][number]): string {
  return n.key ? keyName(n.key) : t.funding.diagram.others(n.standsFor);
}

/** What tells a node apart in an address. */
export function idOf(d: Diagram, place: number): string {
  const n = d.nodes[place]!;
  return `${n.column}-${n.key ? (n.key.thing?.id ?? n.key.code ?? "nothing") : "others"}`;
}

/** Whether a link is of a known amount above zero, which can be drawn. */
export function drawable(l: Diagram["links"][number]): boolean {
  return l.value !== null && Number(l.value) > 0;
}

/** Links in the order of the picture: column by column, from top to bottom by where they begin, then by where they end; what is not drawn comes last. */
export function asDrawn(d: Diagram, links: Diagram["links"]): Diagram["links"] {
  const height = new Map(drawn(d, 1000)?.bars.map((b) => [b.place, b.y]));
  const at = (place: number) => height.get(place) ?? Infinity;
  const before = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
  return [...links].sort(
    (a, b) => Number(drawable(b)) - Number(drawable(a)) || d.nodes[a.from]!.column - d.nodes[b.from]!.column || before(at(a.from), at(b.from)) || before(at(a.to), at(b.to)) || a.from - b.from || a.to - b.to,
  );
}

const least = 2;

/** The bars and bands of a diagram in a box of that width; nothing if nothing can be drawn. */
export function drawn(d: Diagram, width: number) {
  const links = d.links.flatMap((l, place) => (drawable(l) ? [{ ...l, place }] : []));
  if (!links.length) return undefined;
  const used = [...new Set(links.flatMap((l) => [l.from, l.to]))].sort((a, b) => a - b);
  const index = new Map(used.map((place, i) => [place, i]));
  const tallest = Math.max(...d.columns.map((_, c) => used.filter((p) => d.nodes[p]!.column === c).length));
  const height = Math.max(260, tallest * 30);
  const graph = sankey<Node, Link>()
    .nodeAlign((n) => n.column)
    .nodeWidth(14)
    .nodePadding(18)
    .extent([[1, 26], [width - 1, height - 8]])({
    nodes: used.map((place) => {
      const n = d.nodes[place]!;
      return { place, name: nameOf(n), kind: n.key?.thing?.__typename ?? (n.key?.nothingRecorded ? "Nothing" : "Other"), column: n.column };
    }),
    links: links.map((l) => ({ source: index.get(l.from)!, target: index.get(l.to)!, value: Number(l.value), place: l.place })),
  });
  const path = sankeyLinkHorizontal<Node, Link>();
  return {
    height,
    bars: graph.nodes.map((n: SankeyNode<Node, Link>) => ({ place: n.place, name: n.name, kind: n.kind, column: n.column, x: n.x0!, y: n.y0!, height: Math.max(least, n.y1! - n.y0!) })),
    bands: graph.links.map((l: SankeyLink<Node, Link>) => ({ place: l.place, path: path(l)!, width: Math.max(1, l.width!) })),
  };
}
