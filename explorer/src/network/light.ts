import { pairOf, type Graph, type Link, type Node } from "./model";

/** What stands out in a picture: what is chosen, and what is pointed at or has the focus. */
export type Light = {
  chosen?: string;
  chosenLink?: string;
  over?: string;
  overLink?: string;
  pins: ReadonlySet<string>;
  /** What is linked with the chosen thing, or the ends of the chosen link; undefined if nothing is chosen. */
  near?: ReadonlySet<string>;
  /** Things whose names are shown whatever they cover. */
  named: ReadonlySet<string>;
};

export function lightOf(g: Graph, chosen: string | undefined, chosenLink: string | undefined, over: string | undefined, overLink: string | undefined, pins: ReadonlySet<string>): Light {
  const named = new Set<string>();
  let near: Set<string> | undefined;
  if (chosen) {
    near = new Set([chosen]);
    for (const l of g.links) {
      if (l.from.id === chosen) near.add(l.to.id);
      else if (l.to.id === chosen) near.add(l.from.id);
    }
    named.add(chosen);
  }
  for (const l of g.links) {
    if (l.key !== chosenLink && l.key !== overLink) continue;
    named.add(l.from.id).add(l.to.id);
    if (l.key === chosenLink) near = new Set([l.from.id, l.to.id]);
  }
  if (over) named.add(over);
  return { chosen, chosenLink, over, overLink, pins, near, named };
}

export const dimmed = (light: Light, n: Node): boolean => !!light.near && !light.near.has(n.id) && !light.named.has(n.id);

export function dimmedLink(light: Light, l: Link): boolean {
  if (lit(light, l)) return false;
  if (light.chosen) return l.from.id !== light.chosen && l.to.id !== light.chosen;
  if (!light.chosenLink) return false;
  const [from, to] = light.chosenLink.split(".") as [string, string];
  return pairOf(l.from.id, l.to.id) !== pairOf(from, to);
}

export const lit = (light: Light, l: Link): boolean => l.key === light.chosenLink || l.key === light.overLink;
