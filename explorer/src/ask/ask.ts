import type { ResultOf, VariablesOf } from "gql.tada";
import type { operations } from "./operations";

type Operations = typeof operations;

/** The name of a question of the explorer. */
export type Name = keyof Operations;
export type Answer<N extends Name> = ResultOf<Operations[N]>;
export type Variables<N extends Name> = VariablesOf<Operations[N]>;

/** Why there is no answer: a code of the server's, or OFFLINE. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The address at which a question is answered, as JSON. */
export function addressOf(name: string, variables: Record<string, unknown>): string {
  const q = new URLSearchParams();
  for (const [key, value] of Object.entries(variables)) {
    if (Array.isArray(value)) {
      for (const v of value) q.append(key, String(v));
    } else if (value !== undefined && value !== null) {
      q.append(key, typeof value === "object" ? JSON.stringify(value) : String(value));
    }
  }
  const text = q.toString();
  return `/q/${name}${text && "?" + text}`;
}

/** The address of a list of an answer as a table. */
export function tableOf<N extends Name>(name: N, variables: Variables<N>, list: string): string {
  const [path, query = ""] = addressOf(name, variables as Record<string, unknown>).split("?");
  return `${path}.csv?${query && query + "&"}list=${list}`;
}

/** The address of all of a list as a table, however much of it a page shows: its variables without the size of that page. */
export function wholeTableOf<N extends Name>(name: N, { first: _, ...variables }: Variables<N> & { first?: unknown }, list: string): string {
  return tableOf(name, variables as Variables<N>, list);
}

/** The address of an answer as a workbook, with a sheet for each list. */
export function bookOf<N extends Name>(name: N, variables: Variables<N>): string {
  return addressOf(name, variables as Record<string, unknown>).replace(/(\?|$)/, ".xlsx$1");
}

/** What was asked before the page that wants it was there, by its address. It is given once. */
const begun = new Map<string, Promise<Response>>();

const fetched = (address: string, signal?: AbortSignal): Promise<Response> => fetch(address, { signal, headers: { Accept: "application/json" } });

/** Asks a question whose answer a page that is still on its way will want. */
export function begin<N extends Name>(name: N, variables: Variables<N>): void {
  const address = addressOf(name, variables as Record<string, unknown>);
  const answer = fetched(address);
  answer.catch(() => begun.delete(address)); // the page asks again, and tells why there is none
  begun.set(address, answer);
}

/**
 * Asks one of the explorer's questions, of the server whose page this is or of another host. It
 * throws a Failure, or what signal was aborted with.
 */
export async function ask<N extends Name>(name: N, variables: Variables<N>, signal?: AbortSignal, host = ""): Promise<Answer<N>> {
  let response: Response;
  try {
    const address = host + addressOf(name, variables as Record<string, unknown>);
    const early = begun.get(address);
    begun.delete(address);
    response = await (early ?? fetched(address, signal));
    signal?.throwIfAborted();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Failure("OFFLINE", "");
  }
  const body = (await response.json().catch(() => null)) as {
    data?: Answer<N> | null;
    errors?: { message: string; extensions?: { code?: string } }[];
  } | null;
  const problem = body?.errors?.[0];
  if (problem) throw new Failure(problem.extensions?.code ?? "INTERNAL", problem.message);
  if (!body?.data) throw new Failure(response.status === 503 ? "UNAVAILABLE" : "INTERNAL", "");
  return body.data;
}
