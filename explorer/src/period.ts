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

/** The parameters of an export of a list that fits and is of the time of an address. */
export function exportOf(address: URLSearchParams, type: string, where: object | undefined): string {
  const q = new URLSearchParams({ type });
  if (where && Object.keys(where).length) q.set("where", JSON.stringify(where));
  return "?" + timed(q, periodOf(address));
}

/** The parameters of an export of a list that fits, of any time. */
export function listOf(type: string, where: object): string {
  return "?" + new URLSearchParams({ type, where: JSON.stringify(where) });
}

/** So many things an address can name. */
export const mostNamed = 400;

/** The parameters of an export of a network around a thing, or between things. */
export function networkOf(of: string | readonly string[], limits: { hops?: number; nodes?: number; links?: readonly string[]; roles?: readonly string[] } & Period = {}): string {
  const around = typeof of === "string";
  const q = new URLSearchParams(around ? { around: of } : { things: of.join(",") });
  if (around && limits.hops) q.set("hops", String(limits.hops));
  if (around && limits.nodes) q.set("nodes", String(limits.nodes));
  if (limits.links?.length) q.set("links", limits.links.join(","));
  if (limits.roles?.length) q.set("roles", limits.roles.join(","));
  return "?" + timed(q, limits).toString().replaceAll("%2C", ",");
}

function timed(q: URLSearchParams, { during, undated }: Period): URLSearchParams {
  if (during) q.set("during", `${during.from}/${during.to}`);
  if (undated) q.set("undated", undated);
  return q;
}
