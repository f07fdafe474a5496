import type { Answer } from "../ask/ask";
import type { Thing } from "../things";

/** Things of any graph to begin with: what is linked most, and where most is recorded. */
export function beginnings(a: Answer<"Examples">): { bodies: Thing[]; initiatives: Thing[]; places: Thing[]; pairs: [Thing, Thing][] } {
  const pairs: [Thing, Thing][] = [];
  for (const { thing } of a.bodies.nodes) {
    const other = thing && "coParticipants" in thing ? thing.coParticipants.nodes[0]?.stakeholder : undefined;
    if (thing && other && !pairs.some((p) => p.every((x) => x.id === thing.id || x.id === other.id))) pairs.push([thing, other]);
  }
  return {
    bodies: a.bodies.nodes.flatMap((n) => n.thing ?? []), initiatives: a.initiatives.nodes.flatMap((n) => n.thing ?? []),
    places: a.places.nodes.flatMap((n) => n.keys[0]?.thing ?? []), pairs,
  };
}
