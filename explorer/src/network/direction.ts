type At = { x: number; y: number };

const ways: Record<string, readonly [x: number, y: number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The step of an arrow key; undefined for other keys. */
export const wayOf = (key: string): readonly [x: number, y: number] | undefined => ways[key];

/** The nearest one in the direction of an arrow key; what lies aside of it counts as twice as far. */
export function nearest<P extends At>(from: P, key: string, all: readonly P[]): P | undefined {
  const [dx, dy] = wayOf(key) ?? [0, 0];
  let best: P | undefined;
  let cost = Infinity;
  for (const to of all) {
    const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
    const across = Math.abs((to.x - from.x) * dy + (to.y - from.y) * dx);
    if (to !== from && along > 1 && along + 2 * across < cost) [best, cost] = [to, along + 2 * across];
  }
  return best;
}
