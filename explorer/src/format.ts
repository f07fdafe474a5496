/** The language in which numbers, dates and names of countries are written. */
export const locale = "en-GB";

const numbers = new Intl.NumberFormat(locale);
const countries = new Intl.DisplayNames([locale], { type: "region", fallback: "code" });
const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const months = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });

const lists = new Intl.ListFormat(locale, { type: "conjunction" });

/** Several words as one enumeration. */
export function list(all: string[]): string {
  return lists.format(all);
}

export function number(n: number): string {
  return numbers.format(n);
}

/** A decimal number as the source writes it, with its digits in groups: none is lost. */
export function decimal(text: string): string {
  const m = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (!m) return text;
  return m[1] + numbers.format(BigInt(m[2]!)) + (m[3] ?? "");
}

export function country(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code;
}

/** A date as it is known: a day, a month, a year, or the source's words. */
export function date(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return days.format(new Date(text));
  if (/^\d{4}-\d{2}$/.test(text)) return months.format(new Date(text + "-01"));
  return text;
}

/** A code such as CO_ORGANIZER in words. */
export function words(code: string): string {
  return code.toLowerCase().replaceAll("_", " ").replace(/^co /, "co-");
}
