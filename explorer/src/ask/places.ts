import { ask, type Answer } from "./ask";

/** A place and those within it. */
export type Places = {
  /** Its id, and those of the places that are looked at with it. */
  ids: string[];
  /** How many places lie within it, and how many of them are looked at. */
  inside: number;
  counted: number;
};

/** Whether an address asks for what names a place itself only. */
export const itselfOnly = (q: URLSearchParams): boolean => q.get("itself") === "1";

/** The place, with those within it unless an address asks for it alone. */
export function placesOf(id: string, a: Answer<"PlacesWithin">, itself: boolean): Places {
  const inside = a.inside.nodes.map((p) => p.id);
  return { ids: itself ? [id] : [id, ...inside], inside: a.inside.totalCount + a.deeper.totalCount, counted: itself ? 0 : inside.length };
}

/** Asks which places lie within one. */
export async function placesWithin(id: string, itself: boolean, signal?: AbortSignal, host = ""): Promise<Places> {
  return placesOf(id, await ask("PlacesWithin", { id }, signal, host), itself);
}
