import { begin } from "./ask/ask";
import { mostWithClaims, questionsOf } from "./network/state";
import worker from "./network/layout.worker.ts?worker&url";
import { routeOf } from "./routes";
import "./style.css";

// On a slow line each request that waits for another is felt: the page, what draws it, and the
// answer that it wants first are asked for at once.
const page = routeOf(location.pathname)?.load();
page?.catch(() => undefined); // the page itself tells
if (location.pathname === "/") begin("Home", {});
if (location.pathname === "/explore") {
  const first = questionsOf(new URLSearchParams(location.search))[0]!;
  if (first.of) {
    begin(first.maxNodes! > mostWithClaims ? "LargeNetwork" : "Network", first);
    fetch(worker).catch(() => undefined); // into the cache, for when the picture is laid out
  }
}
void import("./start");
