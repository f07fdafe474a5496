import { ask, Failure } from "../ask/ask";
import { t } from "../texts";
import { host } from "./element";

/** A required parameter. It throws a Failure if it is not there. */
export function needed(q: URLSearchParams, name: string): string {
  const value = q.get(name);
  if (!value) throw new Failure("INVALID_ARGUMENT", t.embed.needs(name));
  return value;
}

/** A whole number from low to high; otherwise if the parameter is none. */
export function within(q: URLSearchParams, name: string, low: number, high: number, otherwise: number): number {
  const n = Math.trunc(Number(q.get(name)));
  return n ? Math.min(high, Math.max(low, n)) : otherwise;
}

/** One of these values; otherwise if the parameter is not there. It throws a Failure for another value. */
export function oneOf<V extends string>(q: URLSearchParams, name: string, values: readonly V[], otherwise: V): V {
  const value = q.get(name) ?? otherwise;
  const found = values.find((v) => v === value);
  if (!found) throw new Failure("INVALID_ARGUMENT", t.embed.oneOf(name, values.join(", ")));
  return found;
}

/** How things are called that the parameters name by their ids. It throws a Failure if one is not there. */
export async function namesOf(ids: readonly (string | null)[], signal: AbortSignal): Promise<string[]> {
  const asked = ids.filter((x) => x !== null);
  if (!asked.length) return [];
  const { nodes } = await ask("Things", { ids: asked }, signal, host);
  return nodes.map((n) => {
    if (!n || !("name" in n)) throw new Failure("NOT_FOUND", "");
    return n.name;
  });
}
