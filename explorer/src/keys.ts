import { country, words } from "./format";
import { t } from "./texts";
import type { Thing } from "./things";

/** A value by which rows of an answer are put together. */
export type Key = { by: string; code?: string | null; group?: string | null; thing?: Thing | null; nothingRecorded: boolean };

const coded = new Set(["KIND", "ROLE", "RECIPIENT_TYPE", "INITIATIVE_TYPE", "STAGE"]);

/** A code in words: of a year, a country, a role. */
export function codeName(by: string, code: string): string {
  if (by === "COUNTRY") return country(code);
  if (by === "STAGE") return t.funding.stages[code] ?? words(code);
  return coded.has(by) ? words(code) : code;
}

/** How a key is called, in words alone. */
export function keyName(k: Key): string {
  if (k.thing) return k.thing.name;
  if (k.nothingRecorded) return t.key.nothing;
  if (k.group) return `«${k.group}»`;
  return k.code ? codeName(k.by, k.code) : t.key.hidden;
}

/** What tells keys of one property apart. */
export function keyId(k: Key): string {
  return k.thing?.id ?? k.code ?? k.group ?? (k.nothingRecorded ? "nothing" : "hidden");
}

/** What tells rows apart. */
export function rowId(row: { keys: readonly Key[]; stage?: string; currency?: string | null }): string {
  return [...row.keys.map(keyId), row.stage ?? "", row.currency ?? ""].join(" ");
}
