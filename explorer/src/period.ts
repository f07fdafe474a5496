import { place } from "./router.svelte";

/** A year of four digits, or nothing. */
export function year(text: string | null): string {
  return text && /^\d{4}$/.test(text) ? text : "";
}

/** Which time the address asks for, as the questions want it. */
export function period(): { during?: { from: string; to: string }; undated?: "INCLUDE" } {
  const from = year(place.query.get("from"));
  const to = year(place.query.get("to"));
  if (!from && !to) return {};
  return {
    during: { from: `${from || "0001"}-01-01`, to: `${to || "9999"}-12-31` },
    ...(place.query.get("undated") === "1" ? { undated: "INCLUDE" as const } : {}),
  };
}

/** The parameters of an export of claims that fit and are of that time. */
export function exportOf(type: string, where: object | undefined): string {
  const q = new URLSearchParams({ type });
  const { during, undated } = period();
  if (where && Object.keys(where).length) q.set("where", JSON.stringify(where));
  if (during) q.set("during", `${during.from}/${during.to}`);
  if (undated) q.set("undated", undated);
  return "?" + q;
}
