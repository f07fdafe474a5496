/** Rows of texts as CSV (RFC 4180). What a spreadsheet would take for a formula is kept from being one, as in exports of the server. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((r) => r.map(cell).join(",") + "\r\n").join("");
}

function cell(text: string): string {
  const safe = /^[=+@\t\r]|^-(?!\d)/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
