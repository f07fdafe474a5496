import type { Claim } from "../things";

export type Evidence = Claim["evidence"][number];

/** A document, else a dataset, that a page cites, and where in it. */
export type Source = { key: string; evidence: Evidence; locators: string[] };

/** The documents of a page by number, in the order in which they are first cited. */
export class Sources {
  private readonly numbers = new Map<string, number>();
  readonly list: Source[] = [];

  constructor(claims: Iterable<{ evidence: readonly Evidence[] }>) {
    for (const c of claims) for (const e of c.evidence) this.add(e);
  }

  private add(e: Evidence): void {
    const key = keyOf(e);
    let n = this.numbers.get(key);
    if (!n) {
      n = this.list.push({ key, evidence: e, locators: [] });
      this.numbers.set(key, n);
    }
    const { locators } = this.list[n - 1]!;
    if (e.locator && !locators.includes(e.locator)) locators.push(e.locator);
  }

  of(e: Evidence): number {
    return this.numbers.get(keyOf(e)) ?? 0;
  }
}

function keyOf(e: Evidence): string {
  return e.document?.id ?? "dataset " + e.dataset;
}

/** The sources of claims as a text: the name of a document, the place in it, and the dataset. */
export function cited(claims: readonly { evidence: readonly Evidence[] }[]): string {
  return [...new Set(claims.flatMap((c) => c.evidence).map((e) => [e.document?.name, e.locator].filter(Boolean).join(", ") + ` [${e.dataset}]`))].join("; ");
}
