/** Where the reader is: the address is the state of the explorer, and Back is undo. */
export const place = $state({ path: location.pathname, query: new URLSearchParams(location.search) });

function read(): void {
  place.path = location.pathname;
  place.query = new URLSearchParams(location.search);
}

/** Goes to an address of the explorer. replace keeps the way back free of small steps. */
export function go(address: string, { replace = false } = {}): void {
  const before = location.pathname;
  history[replace ? "replaceState" : "pushState"](null, "", address);
  read();
  if (before !== location.pathname) scrollTo(0, 0);
}

/** The present address with other parameters; an empty value takes one away. */
export function withQuery(changes: Record<string, string | string[] | null | undefined>): string {
  const q = new URLSearchParams(place.query);
  for (const [key, value] of Object.entries(changes)) {
    q.delete(key);
    for (const v of Array.isArray(value) ? value : value ? [value] : []) q.append(key, v);
  }
  const text = q.toString();
  return place.path + (text && "?" + text);
}

/** The pages that the explorer shows itself; all others are the server's. */
const own = /^\/($|search$|o\/|initiative\/|document\/|place\/|theme\/|explore$|funding$|who-does-what$|paths$|compare$|data$|accessibility$)/;

/** Follows links within the explorer without loading it anew. */
export function followLinks(): void {
  addEventListener("popstate", read);
  addEventListener("click", (e) => {
    const a = (e.target as Element | null)?.closest?.("a[href]");
    if (!(a instanceof HTMLAnchorElement) || a.target || a.hasAttribute("download")) return;
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const to = new URL(a.href);
    if (to.origin !== location.origin || !own.test(to.pathname)) return;
    if (to.hash && to.pathname === location.pathname && to.search === location.search) return;
    e.preventDefault();
    go(to.pathname + to.search + to.hash);
  });
}
