import type { Variables } from "../ask/ask";
import { periodOf } from "../period";
import { place } from "../router.svelte";
import { ofBody, type Where } from "./ofbody";

export type Basis = NonNullable<Variables<"FundingTotals">["basis"]>;
export type By = NonNullable<NonNullable<Variables<"FundingTotals">["groupBy"]>>[number];
export type Stage = Variables<"FlowDiagram">["stage"];

const stages: Stage[] = ["PLEDGE", "COMMITMENT", "DISBURSEMENT", "EXPENDITURE", "OTHER"];
export const bases: Basis[] = ["TRANSFERS", "REPORTED", "NEW_MONEY", "LAST_KNOWN"];

/** How many days a rate may lie from the day of what it converts. */
export const windows = [7, 31, 92, 366];

/** By what money can be put together; stage and currency always keep rows apart. */
export function bysOf(basis: Basis): By[] {
  if (basis === "NEW_MONEY") return ["PROVIDER", "YEAR"];
  if (basis === "LAST_KNOWN") return ["RECIPIENT", "RECIPIENT_TYPE", "YEAR"];
  return ["PROVIDER", "RECIPIENT", "THROUGH", "RECIPIENT_TYPE", "YEAR", "THEME", "PLACE", "INITIATIVE"];
}

/** What of the address the views of money share. */
export function money() {
  const q = place.query;
  const of = q.get("of") ?? "";
  const as = q.get("as") ?? "any";
  const stage = stages.find((s) => s === q.get("stage"));
  const currency = /^([A-Z]{3}|none)$/.test(q.get("currency") ?? "") ? q.get("currency")! : "";
  const basis = bases.find((b) => b === q.get("basis")) ?? "TRANSFERS";
  const rollUp: NonNullable<Variables<"FundingTotals">["rollUp"]> = q.get("rollup") === "1" ? ["PART_OF", "COUNTRY_OFFICE_OF"] : [];
  const convert = /^[A-Z]{3}$/.test(q.get("convert") ?? "") ? q.get("convert")! : "";
  const within = windows.find((d) => String(d) === q.get("within")) ?? 31;
  return { of, as, stage, currency, basis, rollUp, convert, within, show: Math.min(100, Math.max(1, Number(q.get("show")) || 20)) };
}

/** Conditions as one; nothing if there are none. */
export function all(conditions: Where[]): Where | undefined {
  return conditions.length > 1 ? { and: conditions } : conditions[0];
}

/** The condition on flows, with a stage and a currency; chains go beyond the flows of one body. */
export function whereOf(stage: Stage | undefined, currency: string, anybody = false): Where | undefined {
  const m = money();
  const conditions = anybody ? [] : ofBody(m.of, m.as);
  if (stage) conditions.push({ stage: { eq: stage } });
  if (currency) conditions.push({ currency: currency === "none" ? { isNull: true } : { eq: currency } });
  return all(conditions);
}

/** The variables that the views of money share. */
export function shared(stage: Stage | undefined, currency: string, anybody = false) {
  const where = whereOf(stage, currency, anybody);
  const { rollUp } = money();
  return { ...(where ? { where } : {}), ...(rollUp.length ? { rollUp } : {}), ...periodOf(place.query) };
}

/** The variables of a conversion; none if there is none. */
export function conversion() {
  const { convert, within } = money();
  return convert ? { convertTo: convert, rateWithin: within } : {};
}

/** A stage and a currency in which there are flows. */
export type Pair = { stage: Stage; currency: string | null; flows: number; withoutAmount: number };

/** The stage and the currency that a picture is of: those of the address, else those of the most flows whose amounts are known. */
export function pairOf(pairs: readonly Pair[]): { stage: Stage; currency: string } {
  const { stage, currency } = money();
  const known = (p: Pair) => (p.currency === null ? 0 : p.flows - p.withoutAmount);
  const fit = pairs.filter((p) => (!stage || p.stage === stage) && (!currency || (p.currency ?? "none") === currency));
  const best = [...fit].sort((a, b) => known(b) - known(a) || b.flows - a.flows)[0];
  return { stage: stage ?? best?.stage ?? "DISBURSEMENT", currency: currency || (best ? (best.currency ?? "none") : "none") };
}

/** What is asked of the flows that the address is about, of every stage and currency, and of those of them without an amount. */
export function held() {
  const { of, as } = money();
  const conditions = ofBody(of, as);
  const where = all(conditions);
  return { ...(where ? { where } : {}), unknown: all([...conditions, { amount: { isNull: true } }]), ...periodOf(place.query) };
}
