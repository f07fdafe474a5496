import type { Variables } from "../ask/ask";

/** A condition on flows. */
export type Where = NonNullable<Variables<"FundingTotals">["where"]>;

/** The condition on flows: of a body or a programme, in a role. */
export function ofBody(of: string, as: string): Where[] {
  if (!of) return [];
  const ends = [{ stakeholder: { id: { eq: of } } }, { initiative: { id: { eq: of } } }];
  const or: Where[] = [];
  if (as === "any" || as === "gives") or.push(...ends.map((provider) => ({ provider })));
  if (as === "any" || as === "receives") or.push(...ends.map((recipient) => ({ recipient })));
  if (as === "any" || as === "through") or.push(...ends.map((some) => ({ hops: { some } })));
  return or.length ? [{ or }] : [];
}
