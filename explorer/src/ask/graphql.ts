import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./schema.d.ts";

// Documents give types, and the manifest of named operations; none of this is in what
// browsers load.
export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { Date: string; Decimal: string; Currency: string; URL: string };
}>();
