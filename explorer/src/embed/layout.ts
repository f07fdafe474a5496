import { Layout, type Order } from "../network/forces";

/**
 * Places the nodes of a graph: x and y of each, in order. A page that embeds may forbid workers;
 * so this is done beside its other work, some milliseconds at a time.
 */
export async function layout(order: Order, signal: AbortSignal): Promise<Float32Array> {
  const work = new Layout(order);
  while (!work.run(8)) {
    await new Promise((next) => setTimeout(next));
    signal.throwIfAborted();
  }
  return work.places();
}
