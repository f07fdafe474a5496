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

/** The page of a path and the id in it; undefined if there is none. */
export function routeOf(path: string): { load: () => Promise<{ default: Page }>; id: string } | undefined {
  for (const [pattern, load] of routes) {
    const m = pattern.exec(path);
    if (m) return { load, id: m[1] ?? "" };
  }
}
