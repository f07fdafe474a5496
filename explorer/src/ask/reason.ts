import { t } from "../texts";
import type { Failure } from "./ask";

/** Why there is no answer, in words. */
export function reasonOf(f: Failure): string {
  switch (f.code) {
    case "OFFLINE":
      return t.states.offline;
    case "UNAVAILABLE":
      return t.states.unavailable;
    case "NOT_FOUND":
      return t.states.missing;
    case "INVALID_ARGUMENT":
      return t.states.wrong;
    case "LIMIT_EXCEEDED":
    case "DEADLINE_EXCEEDED":
      return t.states.limit;
  }
  return t.states.internal;
}
