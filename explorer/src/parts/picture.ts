const kept = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-family", "font-weight", "text-anchor", "paint-order", "visibility"];

/** A copy of a picture of the page that needs no style sheet. */
export function inlined(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [svg, ...svg.querySelectorAll<SVGElement>("*")];
  [copy, ...copy.querySelectorAll<SVGElement>("*")].forEach((e, i) => {
    const style = getComputedStyle(from[i]!);
    for (const p of kept) e.setAttribute(p, style.getPropertyValue(p));
    e.removeAttribute("class");
  });
  return copy;
}
