/** A mark in a picture that can be chosen. */
export type Spot = { element: SVGElement; x: number; y: number; choose: () => void };

/**
 * Lets marks be chosen by mouse and keyboard: Tab goes to one of them, arrow keys to the nearest
 * in that direction, Enter and the space bar choose.
 */
export function selectable(spots: readonly Spot[]): void {
  const focus = (to: Spot) => {
    for (const p of spots) p.element.setAttribute("tabindex", p === to ? "0" : "-1");
    to.element.focus();
  };
  spots.forEach((p, i) => {
    p.element.setAttribute("tabindex", i ? "-1" : "0");
    p.element.addEventListener("click", () => {
      focus(p);
      p.choose();
    });
    p.element.addEventListener("keydown", (e) => {
      const direction = directions[e.key];
      if (direction) {
        const next = nearest(p, direction, spots);
        if (next) focus(next);
      } else if (e.key === "Enter" || e.key === " ") p.choose();
      else return;
      e.preventDefault();
    });
  });
}

const directions: Record<string, readonly [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function nearest(from: Spot, [dx, dy]: readonly [number, number], spots: readonly Spot[]): Spot | undefined {
  let best: Spot | undefined;
  let cost = Infinity;
  for (const p of spots) {
    const along = (p.x - from.x) * dx + (p.y - from.y) * dy;
    const across = Math.abs((p.x - from.x) * dy + (p.y - from.y) * dx);
    if (p !== from && along > 1 && along + 2 * across < cost) [best, cost] = [p, along + 2 * across];
  }
  return best;
}
