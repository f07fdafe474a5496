// As the plain pages have it: internal/server/locator.go.
const within = /^(iati-.*?\])\/([a-z-]+(?:\[(?:[0-9]+|@ref=.*)\])?(?:\/[a-z-]+(?:\[[0-9]+\])?)*)$/;
const element = /^iati-(activity|organisation)\[[a-z-]+=(.*)\]$/;
const step = /([a-z-]+)(?:\[([0-9]+|@ref=.*)\])?(?:\/|$)/g;

/** Where in a document something is said, in words. What is no path of an IATI file is in words already. */
export function placeIn(locator: string): string {
  const [, head = locator, path = ""] = within.exec(locator) ?? [];
  const of = element.exec(head);
  if (!of) return locator;
  const steps = [...path.matchAll(step)].map(([, name, at]) => {
    const words = name!.replaceAll("-org", " organisation").replaceAll("-", " ");
    if (!at) return words;
    return words + (at.startsWith("@ref=") ? ` «${at.slice(5)}»` : ` ${at}`);
  });
  return [`${of[1]} ${of[2]}`, ...steps].join(", ");
}
