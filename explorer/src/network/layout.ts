import address from "./layout.worker.ts?worker&url";
import type { Order } from "./forces";

// Browsers that check what becomes a script take a worker's address from a policy only.
type Policy = { createScriptURL(address: string): unknown };
type Factory = { createPolicy(name: string, rules: { createScriptURL(address: string): string }): Policy };
const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy = factory?.createPolicy("migraph-worker", { createScriptURL: (a) => a });

let worker: Worker | undefined;

/** Places the nodes of a graph: x and y of each, in order. */
export function layout(order: Order, signal: AbortSignal): Promise<Float32Array> {
  // What was ordered before is no longer wanted.
  worker?.terminate();
  const w = (worker = start());
  return new Promise((done, fail) => {
    w.onmessage = (e: MessageEvent<Float32Array>) => {
      worker = undefined;
      w.terminate();
      done(e.data);
    };
    w.onerror = () => fail(new Error("the layout could not be worked out"));
    signal.addEventListener("abort", () => {
      w.terminate();
      fail(signal.reason);
    });
    w.postMessage(order);
  });
}

function start(): Worker {
  return new Worker((policy?.createScriptURL(address) ?? address) as string, { type: "module" });
}
