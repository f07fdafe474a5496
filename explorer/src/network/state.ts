import type { Variables } from "../ask/ask";
import { during } from "../period";
import { linkTypes } from "./links";

export type Around = Variables<"Network">;
export type Pins = ReadonlyMap<string, readonly [x: number, y: number]>;

export const roles = [
  "FUNDING", "ACCOUNTABLE", "EXTENDING", "IMPLEMENTING", "ORGANIZER", "CO_ORGANIZER", "HOST", "PARTNER", "PARTICIPANT", "FACILITATOR", "INITIATOR",
  "COORDINATED_WITH", "SUPPORTER",
];

/** To the neighbours of so many things a picture can be extended. */
export const mostAlso = 6;
/** So many neighbours are added of each. */
export const addedOf = 25;

/** The questions that an address asks: about its centre, then about each thing whose neighbours were added. */
export function questionsOf(q: URLSearchParams): Around[] {
  const of = q.get("of") ?? "";
  const links = q.getAll("links").filter((g) => linkTypes[g]);
  const from = yearOf(q.get("from")), to = yearOf(q.get("to"));
  const filters: Record<string, unknown> = {};
  if (links.length) filters.links = links.flatMap((g) => linkTypes[g]!);
  const chosen = q.getAll("roles").filter((r) => roles.includes(r));
  if (chosen.length) filters.roles = chosen;
  Object.assign(filters, during(from, to, q.get("undated") === "1"));
  return [
    { of, hops: hopsOf(q), maxNodes: mostOf(q), ...filters } as Around,
    ...alsoOf(q).map((id) => ({ of: id, hops: 1, maxNodes: addedOf + 1, ...filters }) as Around),
  ];
}

/** Links among so many things can be asked for: an address holds the ids of no more. */
export const mostBetween = 250;

/**
 * The questions whose answers have the links of the neighbours that were added with all other
 * things of a picture; none if these are too many. A link between neighbours of two things is
 * two links away from either.
 */
export function betweenOf(added: readonly Around[], ids: readonly string[]): Around[] {
  const things = [...new Set(ids)].sort();
  if (things.length > mostBetween) return [];
  const is = { id: { in: things } };
  return added.map((v) => ({ ...v, hops: 2, maxNodes: Math.max(2, things.length), where: { stakeholder: is, initiative: is } }) as Around);
}

/** Of more things the answer is without claims. */
export const mostWithClaims = 100;

/** The question whose answer has the claims of a thing of the picture that has none. */
export function claimsOf(q: URLSearchParams, id: string): Around {
  return { ...questionsOf(q)[0]!, of: id, hops: 1, maxNodes: mostWithClaims };
}

export const hopsOf = (q: URLSearchParams): number => Math.min(3, Math.max(1, Math.trunc(Number(q.get("hops"))) || 1));
export const mostOf = (q: URLSearchParams): number => Math.min(500, Math.max(10, Math.trunc(Number(q.get("most"))) || 60));
export const alsoOf = (q: URLSearchParams): string[] => [...new Set(q.getAll("also"))].filter((id) => id && id !== q.get("of")).slice(0, mostAlso);

export function yearOf(text: string | null): number | undefined {
  return text && /^(19|20)\d{2}$/.test(text) ? Number(text) : undefined;
}

/** Where things were put by hand: each as its id and two whole numbers. */
export function pinsOf(texts: readonly string[]): Pins {
  const out = new Map<string, readonly [number, number]>();
  for (const text of texts.slice(0, 500)) {
    const m = /^(\w{1,64})\.(-?\d{1,6})\.(-?\d{1,6})$/.exec(text);
    if (m) out.set(m[1]!, [Number(m[2]), Number(m[3])]);
  }
  return out;
}

export const textsOf = (pins: Pins): string[] => [...pins].map(([id, [x, y]]) => `${id}.${Math.round(x)}.${Math.round(y)}`);
