import type { Answer } from "../ask/ask";
import { isFunder, type Claim, type Thing } from "../things";

export type Neighborhood = Answer<"Network">["neighborhood"] | Answer<"LargeNetwork">["neighborhood"];
type Linked = Omit<Answer<"Network">["neighborhood"]["links"][number], "claims"> & { claims?: readonly Claim[] };
/** What a picture is made of: one answer, or several that were joined. */
export type Known = { nodes: Answer<"LargeNetwork">["neighborhood"]["nodes"]; links: readonly Linked[] };

export type Node = {
  id: string;
  thing: Thing;
  kind: string;
  funder: boolean;
  /** How many links away from the centre; Infinity where what links it is not in the picture. */
  hop: number;
  /** With how many things it is linked, shown or not. */
  degree: number;
  /** With how many things it is linked in the picture. */
  shown: number;
};

export type Link = {
  /** From, to and type, which are one link. */
  key: string;
  from: Node;
  to: Node;
  type: string;
  /** How many claims make it. */
  weight: number;
  /** The first of them; none where the picture is too large to have them. */
  claims: readonly Claim[];
  look: "money" | "part" | "belongs";
  /** In pixels. */
  width: number;
};

export type Graph = {
  nodes: Node[];
  links: Link[];
  /** What the widths of links of money tell: amounts in this currency, else numbers of claims. */
  currency?: string;
};

/** The answer about the centre with those about other things of its picture, and with links among all of these. */
export function joined(centre: Known, others: readonly Known[], between: readonly Known[]): Known {
  if (!others.length) return centre;
  const nodes = new Map<string, Known["nodes"][number]>();
  const links = new Map<string, Known["links"][number]>();
  const hops = new Map<string, number>();
  const add = (of: Known["links"]) => {
    for (const l of of) {
      const key = keyOf(l.from, l.to, l.type);
      if (!links.get(key)?.claims) links.set(key, l);
    }
  };
  for (const x of centre.nodes) if (x.thing) hops.set(x.thing.id, x.hop);
  for (const one of [centre, ...others]) {
    const base = one === centre ? 0 : (hops.get(one.nodes[0]?.thing?.id ?? "") ?? Infinity);
    for (const x of one.nodes) {
      if (!x.thing) continue;
      const hop = Math.min(hops.get(x.thing.id) ?? Infinity, base + x.hop);
      hops.set(x.thing.id, hop);
      nodes.set(x.thing.id, { ...x, hop });
    }
    add(one.links);
  }
  for (const one of between) add(one.links.filter((l) => nodes.has(l.from) && nodes.has(l.to)));
  return { nodes: [...nodes.values()], links: [...links.values()] };
}

/** What is drawn of an answer: things that are there, and links between these. */
export function graphOf(n: Known, hidden: ReadonlySet<string>, kinds: ReadonlySet<string>): Graph {
  const nodes: Node[] = [];
  const byId = new Map<string, Node>();
  for (const x of n.nodes) {
    if (!x.thing || hidden.has(x.thing.id) || (kinds.has(x.thing.__typename) && x.hop > 0)) continue;
    const node = {
      id: x.thing.id, thing: x.thing, kind: x.thing.__typename, funder: isFunder(x.thing),
      hop: x.hop, degree: x.degree, shown: 0,
    };
    nodes.push(node);
    byId.set(node.id, node);
  }
  const links: Link[] = [];
  const pairs = new Set<string>();
  for (const l of n.links) {
    const from = byId.get(l.from), to = byId.get(l.to);
    if (!from || !to) continue;
    const pair = pairOf(from.id, to.id);
    if (!pairs.has(pair)) {
      pairs.add(pair);
      from.shown++;
      to.shown++;
    }
    links.push({ key: keyOf(l.from, l.to, l.type), from, to, type: l.type, weight: l.weight, claims: l.claims ?? [], look: lookOf(l.type), width: 1 });
  }
  return { nodes, links, currency: measure(links) };
}

/** The two ends of a link, in whichever way it leads. */
export const pairOf = (a: string, b: string): string => (a < b ? a + "." + b : b + "." + a);

const keyOf = (from: string, to: string, type: string): string => `${from}.${to}.${type}`;

function lookOf(type: string): Link["look"] {
  if (type === "FUNDS" || type === "CO_FUNDED_WITH") return "money";
  return type === "PARTICIPATES_IN" ? "part" : "belongs";
}

/**
 * Sets the widths of links. Those of money go by the logarithm of the largest amount that one
 * claim states, if all claims are at hand and all amounts are in one currency, which is given
 * back; else, as those of all others, by the number of claims. Amounts are never added up: a
 * commitment and its payments are claims of one link.
 */
function measure(links: readonly Link[]): string | undefined {
  const money = links.filter((l) => l.look === "money");
  const amounts = money.map((l) => l.claims.flatMap((c) => (c.__typename === "Flow" && c.amount?.amount ? [c.amount] : [])));
  const currencies = new Set(amounts.flat().map((a) => a.currency ?? ""));
  const [currency] = currencies;
  const comparable = currencies.size === 1 && currency !== "" && money.every((l) => l.weight === l.claims.length);
  for (const l of links) l.width = Math.min(8, 1 + Math.log2(l.weight));
  if (!comparable) return undefined;
  const largest = amounts.map((a) => Math.max(0, ...a.map((x) => Number(x.amount))));
  const most = Math.log10(Math.max(10, ...largest));
  money.forEach((l, i) => {
    // Six orders of magnitude lie between the thinnest and the thickest.
    const orders = largest[i]! > 0 ? Math.max(0, 6 - (most - Math.log10(largest[i]!))) : 0;
    l.width = 1 + orders;
  });
  return currency;
}

/** The radius of the mark of a thing, in pixels. */
export const radius = (n: Node): number => (n.hop === 0 ? 12 : 7 + Math.round(Math.min(5, Math.sqrt(n.degree) / 2) * 2) / 2);
