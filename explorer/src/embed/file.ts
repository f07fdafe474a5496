import { inlined } from "../parts/picture";

const space = "http://www.w3.org/2000/svg";

/** A picture as the text of a file: with its colours, its title, and the address where it comes from. */
export function fileOf(svg: SVGSVGElement, title: string, says: string): string {
  const copy = inlined(svg);
  copy.setAttribute("xmlns", space);
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  for (const [name, text] of [["desc", says], ["title", title]] as const) {
    const e = document.createElementNS(space, name);
    e.textContent = text;
    copy.prepend(e);
  }
  return new XMLSerializer().serializeToString(copy);
}
