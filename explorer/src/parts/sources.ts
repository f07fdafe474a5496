import type { Claim } from "../things";

export type Evidence = Claim["evidence"][number];

/** The documents of a page by number, in the order in which they are first cited. */
export class Sources {
  private readonly numbers = new Map<string, number>();
  readonly list: { key: string; evidence: Evidence }[] = [];

  constructor(claims: Iterable<{ evidence: readonly Evidence[] }>) {
    for (const c of claims) for (const e of c.evidence) this.add(e);
  }

  private add(e: Evidence): void {
    const key = keyOf(e);
    if (this.numbers.has(key)) return;
    this.list.push({ key, evidence: e });
    this.numbers.set(key, this.list.length);
  }

  of(e: Evidence): number {
    return this.numbers.get(keyOf(e)) ?? 0;
  }
}

function keyOf(e: Evidence): string {
  return e.document?.id ?? "dataset " + e.dataset;
}
