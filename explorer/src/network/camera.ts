/** How a plane of places is seen: a place p stands at p * k + (x, y) pixels. */
export type Camera = { k: number; x: number; y: number };
export type Size = { w: number; h: number };

// Room for labels at the edges.
const margin = { x: 110, top: 28, bottom: 44 };
/** Closer than this, things are only further apart. */
const closest = 2;

/** The camera that sees all places: x and y of each, in order. */
export function fitted(at: Float32Array, size: Size): Camera {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < at.length; i += 2) {
    x0 = Math.min(x0, at[i]!);
    x1 = Math.max(x1, at[i]!);
    y0 = Math.min(y0, at[i + 1]!);
    y1 = Math.max(y1, at[i + 1]!);
  }
  if (x1 < x0) return { k: 1, x: size.w / 2, y: size.h / 2 };
  const mx = Math.min(margin.x, size.w / 5);
  const k = Math.min(closest, (size.w - 2 * mx) / Math.max(1, x1 - x0), (size.h - margin.top - margin.bottom) / Math.max(1, y1 - y0));
  return {
    k: Math.max(0.02, k),
    x: size.w / 2 - ((x0 + x1) / 2) * k,
    y: (size.h + margin.top - margin.bottom) / 2 - ((y0 + y1) / 2) * k,
  };
}

/** The camera after zooming by a factor towards a point of the screen, within bounds around what sees all. */
export function zoomed(c: Camera, factor: number, [px, py]: readonly [number, number], whole: Camera): Camera {
  const k = Math.min(Math.max(8, whole.k * 8), Math.max(whole.k / 2, c.k * factor));
  return { k, x: px - ((px - c.x) / c.k) * k, y: py - ((py - c.y) / c.k) * k };
}

/** The camera moved no more than it needs for a point of the plane to be seen. */
export function showing(c: Camera, [x, y]: readonly [number, number], size: Size): Camera {
  const inside = (v: number, most: number): number => Math.min(most - 30, Math.max(30, v));
  const [px, py] = [x * c.k + c.x, y * c.k + c.y];
  return { k: c.k, x: c.x + inside(px, size.w) - px, y: c.y + inside(py, size.h) - py };
}
