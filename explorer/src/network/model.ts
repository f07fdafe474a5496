import type { Answer } from "../ask/ask";
import type { Claim, Thing } from "../things";

type Neighborhood = Answer<"Network">["neighborhood"];

export type Node = {
  id: string;
  thing: Thing;
  kind: string;
  funder: boolean;
  hop: number;
  /** With how many things it is linked, shown or not. */
  degree: number;
  /** With how many things it is linked in the picture. */
  shown: number;
};

export type Link = { from: Node; to: Node; type: string; weight: number; claims: readonly Claim[]; look: "money" | "part" | "belongs" };

export type Graph = { nodes: Node[]; links: Link[] };

/** What is drawn of an answer: things that are there, and links between these. */
export function graphOf(n: Neighborhood, hidden: ReadonlySet<string>, kinds: ReadonlySet<string>): Graph {
  const nodes: Node[] = [];
  const byId = new Map<string, Node>();
  for (const x of n.nodes) {
    if (!x.thing || hidden.has(x.thing.id) || (kinds.has(x.thing.__typename) && x.hop > 0)) continue;
    const node = {
      id: x.thing.id, thing: x.thing, kind: x.thing.__typename, funder: "isFunder" in x.thing && x.thing.isFunder === true,
      hop: x.hop, degree: x.degree, shown: 0,
    };
    nodes.push(node);
    byId.set(node.id, node);
  }
  const links: Link[] = [];
  for (const l of n.links) {
    const from = byId.get(l.from), to = byId.get(l.to);
    if (!from || !to) continue;
    from.shown++;
    to.shown++;
    links.push({ from, to, type: l.type, weight: l.weight, claims: l.claims, look: lookOf(l.type) });
  }
  return { nodes, links };
}

function lookOf(type: string): Link["look"] {
  if (type === "FUNDS" || type === "CO_FUNDED_WITH") return "money";
  return type === "PARTICIPATES_IN" ? "part" : "belongs";
}

/** The radius of the mark of a thing. */
export const radius = (n: Node): number => (n.hop === 0 ? 12 : 7 + Math.min(5, Math.sqrt(n.degree) / 2));
