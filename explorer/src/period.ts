/** Which time a question asks for. */
export type Period = { during?: { from: string; to: string }; undated?: "INCLUDE" };

/** A year of four digits, or nothing. */
export function year(text: string | null): string {
  return text && /^\d{4}$/.test(text) ? text : "";
}

/** The time from one year to another, as questions want it; without a year it has no end on that side. */
export function during(from: string | number | undefined, to: string | number | undefined, undated: boolean): Period {
  if (!from && !to) return {};
  return { during: { from: `${from || "0001"}-01-01`, to: `${to || "9999"}-12-31` }, ...(undated ? { undated: "INCLUDE" as const } : {}) };
}

/** Which time an address asks for. */
export function periodOf(q: URLSearchParams): Period {
  return during(year(q.get("from")), year(q.get("to")), q.get("undated") === "1");
}

/** The parameters of an export of claims that fit and are of the time of an address. */
export function exportOf(address: URLSearchParams, type: string, where: object | undefined): string {
  const q = new URLSearchParams({ type });
  const { during, undated } = periodOf(address);
  if (where && Object.keys(where).length) q.set("where", JSON.stringify(where));
  if (during) q.set("during", `${during.from}/${during.to}`);
  if (undated) q.set("undated", undated);
  return "?" + q;
}
