import { labelOf, placeLabels, type Box, type Label, type Side } from "./labels";
import { pairOf, radius, type Graph, type Link, type Node } from "./model";

/** A thing where it is drawn, in pixels from the origin of the plane. */
export type Spot = { node: Node; x: number; y: number; r: number; label: Label; side?: Side };
/** A link from edge to edge of its ends, with the corners of its arrow. */
export type Line = { link: Link; x1: number; y1: number; x2: number; y2: number; head?: [number, number, number, number, number, number] };
export type Scene = { spots: Spot[]; lines: Line[]; byId: Map<string, Spot> };

/** More things than this are painted, not drawn. */
export const mostDrawn = 300;

/** What is drawn of a graph at a zoom, with all names within the bounds if there are any. Marks and letters keep their size; marks of crowds shrink a little. */
export function sceneOf(g: Graph, at: Float32Array, k: number, bounds?: Box): Scene {
  const size = g.nodes.length > mostDrawn ? Math.min(1, Math.max(0.55, k)) : 1;
  const spots: Spot[] = g.nodes.map((node, i) => ({
    node, x: at[2 * i]! * k, y: at[2 * i + 1]! * k, r: Math.round(radius(node) * size * 2) / 2, label: labelOf(node.thing.name),
  }));
  const order = spots.map((_, i) => i).sort((a, b) => rank(spots[b]!.node) - rank(spots[a]!.node) || a - b);
  placeLabels(spots, order, bounds).forEach((side, i) => (spots[i]!.side = side));
  const byId = new Map(spots.map((s) => [s.node.id, s]));
  return { spots, lines: linesOf(g, byId), byId };
}

const rank = (n: Node): number => (n.hop === 0 ? Infinity : n.degree);

function linesOf(g: Graph, byId: ReadonlyMap<string, Spot>): Line[] {
  // Links of one pair lie side by side.
  const of = new Map<string, number>();
  for (const l of g.links) {
    const pair = pairOf(l.from.id, l.to.id);
    of.set(pair, (of.get(pair) ?? 0) + 1);
  }
  const before = new Map<string, number>();
  return g.links.map((link) => {
    const a = byId.get(link.from.id)!, b = byId.get(link.to.id)!;
    const pair = pairOf(a.node.id, b.node.id);
    const i = before.get(pair) ?? 0;
    before.set(pair, i + 1);
    const d = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const [ux, uy] = [(b.x - a.x) / d, (b.y - a.y) / d];
    const off = (i - (of.get(pair)! - 1) / 2) * 5 * (a.node.id < b.node.id ? 1 : -1);
    const arrow = link.look === "money" ? 5 + link.width : 0;
    const start = Math.min(a.r, d / 3), end = Math.min(b.r + 2, d / 3);
    const [ex, ey] = [b.x - ux * end - uy * off, b.y - uy * end + ux * off];
    const half = arrow / 2;
    return {
      link, x1: a.x + ux * start - uy * off, y1: a.y + uy * start + ux * off, x2: ex - ux * arrow, y2: ey - uy * arrow,
      head: arrow ? [ex, ey, ex - ux * arrow - uy * half, ey - uy * arrow + ux * half, ex - ux * arrow + uy * half, ey - uy * arrow - ux * half] : undefined,
    };
  });
}

/** The thing at a point, or the nearest one within reach of a finger. */
export function spotAt(s: Scene, x: number, y: number): Spot | undefined {
  let best: Spot | undefined;
  let least = Infinity;
  for (const spot of s.spots) {
    const d = Math.hypot(spot.x - x, spot.y - y);
    if (d <= Math.max(12, spot.r + 2) && d < least) [best, least] = [spot, d];
  }
  return best;
}

/** The link at a point, or the nearest one within 6 pixels. */
export function lineAt(s: Scene, x: number, y: number): Line | undefined {
  let best: Line | undefined;
  let least = 6;
  for (const l of s.lines) {
    const [dx, dy] = [l.x2 - l.x1, l.y2 - l.y1];
    const along = Math.max(0, Math.min(1, ((x - l.x1) * dx + (y - l.y1) * dy) / (dx * dx + dy * dy || 1)));
    const d = Math.max(0, Math.hypot(l.x1 + along * dx - x, l.y1 + along * dy - y) - l.link.width / 2);
    if (d < least) [best, least] = [l, d];
  }
  return best;
}
