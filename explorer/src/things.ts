import type { ResultOf } from "gql.tada";
import type { Named, Told } from "./ask/claims";

/** A thing as it is named in a sentence. */
export type Thing = ResultOf<typeof Named>;
/** A claim of any type. */
export type Claim = ResultOf<typeof Told>;

/** Whether it is a body that pays for something. */
export const isFunder = (t: Thing): boolean => "isFunder" in t && t.isFunder === true;

/** The page of a thing in the explorer. */
export function pageOf(t: Thing): string {
  switch (t.__typename) {
    case "Initiative":
      return `/initiative/${t.id}/${t.slug}`;
    case "Document":
      return `/document/${t.id}/${t.slug}`;
    case "Place":
      return `/place/${t.id}/${t.slug}`;
    case "Theme":
      return `/theme/${t.id}/${t.slug}`;
  }
  return `/o/${t.id}/${t.slug}`;
}

/** An address that may be linked to: of the web, not a script. */
export function safeAddress(text: string | null | undefined): string | undefined {
  if (!text || !URL.canParse(text)) return undefined;
  return /^https?:$/.test(new URL(text).protocol) ? text : undefined;
}
