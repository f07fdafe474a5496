import type { Component } from "svelte";

export type Page = Component<any>;

/** The pages by their paths, whose first part in brackets is the id. Each is loaded when it is first opened. */
export const routes: [RegExp, () => Promise<{ default: Page }>][] = [
  [/^\/search$/, () => import("./pages/Search.svelte")],
  [/^\/o\/([^/]+)/, () => import("./pages/Profile.svelte")],
  [/^\/initiative\/([^/]+)/, () => import("./pages/Initiative.svelte")],
  [/^\/document\/([^/]+)/, () => import("./pages/Document.svelte")],
  [/^\/place\/([^/]+)/, () => import("./pages/Place.svelte")],
  [/^\/theme\/([^/]+)/, () => import("./pages/Theme.svelte")],
  [/^\/explore$/, () => import("./pages/Explore.svelte")],
  [/^\/funding$/, () => import("./pages/Funding.svelte")],
  [/^\/who-does-what$/, () => import("./pages/WhoDoesWhat.svelte")],
  [/^\/compare$/, () => import("./pages/Compare.svelte")],
  [/^\/paths$/, () => import("./pages/Paths.svelte")],
  [/^\/data$/, () => import("./pages/Data.svelte")],
  [/^\/accessibility$/, () => import("./pages/Accessibility.svelte")],
];

/** What can be the id of a thing of the pages whose paths begin so. */
const ids: Record<string, RegExp> = {
  o: /^s[a-z2-7]{12,52}$/, initiative: /^i[a-z2-7]{12,52}$/, document: /^d[a-z2-7]{12,52}$/, place: /^l[a-z2-7]{12,52}$/, theme: /^t[a-z2-7]{12,52}$/,
};

/** Of which pages a path is one whose id can be none; undefined if it can be. */
export function wrongIn(path: string, id: string): string | undefined {
  const kind = path.split("/")[1]!;
  return ids[kind]?.test(id) === false ? kind : undefined;
}

/** The page of a path and the id in it; undefined if there is none. */
export function routeOf(path: string): { load: () => Promise<{ default: Page }>; id: string } | undefined {
  for (const [pattern, load] of routes) {
    const m = pattern.exec(path);
    if (m) return { load, id: m[1] ?? "" };
  }
}
