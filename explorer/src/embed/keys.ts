import { nearest, wayOf } from "../network/direction";

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
      if (wayOf(e.key)) {
        const next = nearest(p, e.key, spots);
        if (next) focus(next);
      } else if (e.key === "Enter" || e.key === " ") p.choose();
      else return;
      e.preventDefault();
    });
  });
}
