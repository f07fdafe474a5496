import type { Variables } from "../ask/ask";
import { periodOf } from "../period";
import { place } from "../router.svelte";

export type Where = NonNullable<Variables<"WhoDoesWhat">["where"]>;
export type By = NonNullable<NonNullable<Variables<"WhoDoesWhat">["groupBy"]>>[number];
export type CoverageBy = Variables<"Coverage">["rows"];

export const bys: By[] = ["WHO", "KIND", "ROLE", "THEME", "PLACE", "COUNTRY", "INITIATIVE", "INITIATIVE_TYPE", "FOR_WHOM", "YEAR"];
export const coverageBys: CoverageBy[] = ["STAKEHOLDER", "FUNDER", "KIND", "ROLE", "THEME", "PLACE", "COUNTRY", "INITIATIVE", "INITIATIVE_TYPE", "FOR_WHOM", "YEAR"];

/** The filters of the page by their names in the address. */
export const filters = ["who", "kind", "role", "theme", "place", "country", "initiative", "forwhom"] as const;

/** Filters that name a thing by its id. */
export const thingFilters = ["who", "theme", "place", "initiative"] as const;

export const value = (name: string) => place.query.get(name) ?? "";

const code = /^[A-Z_]{2,40}$/;

/** The condition on claims that the address asks for; at are the ids of its place and of those that count with it. */
export function whereOf(at: readonly string[]): Where | undefined {
  const is = (eq: string) => ({ id: { eq } });
  const w: Record<string, unknown> = {};
  if (value("who")) w.stakeholder = is(value("who"));
  if (value("theme")) w.theme = is(value("theme"));
  if (at.length) w.place = { id: { in: at } };
  if (value("initiative")) w.initiative = is(value("initiative"));
  if (code.test(value("kind"))) w.kind = { eq: value("kind") };
  if (code.test(value("role"))) w.role = { eq: value("role") };
  if (/^[A-Z]{2}$/.test(value("country"))) w.country = { eq: value("country") };
  if (value("forwhom").trim()) w.targetGroup = { contains: value("forwhom").trim().slice(0, 100) };
  return Object.keys(w).length ? (w as Where) : undefined;
}

/** The variables that the views of the page share. */
export function shared(at: readonly string[]) {
  const where = whereOf(at);
  return { ...(where ? { where } : {}), ...periodOf(place.query) };
}
