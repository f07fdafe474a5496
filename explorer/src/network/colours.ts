/** The colours of the explorer as they are now: light, dark, or forced by the system. */
export type Colours = { back: string; ink: string; soft: string; belongs: string; focus: string; money: string; outline: string; funder: string; kind: (kind: string) => string };

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue("--" + name).trim();
  return {
    back: of("back"), ink: of("ink"), soft: of("soft"), belongs: of("belongs"), focus: of("focus"), money: of("money"), outline: of("outline"), funder: of("funder"),
    kind: (kind) => of(kind === "Theme" ? "place" : kind.toLowerCase()) || of("organization"),
  };
}

/** Tells when the colours may have changed; gives back how to stop. */
export function onColours(changed: () => void): () => void {
  const media = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((q) => matchMedia(q));
  for (const m of media) m.addEventListener("change", changed);
  const theme = new MutationObserver(changed);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => {
    for (const m of media) m.removeEventListener("change", changed);
    theme.disconnect();
  };
}
