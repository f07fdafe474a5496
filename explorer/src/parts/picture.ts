const svgSpace = "http://www.w3.org/2000/svg";
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

/** A picture with a title above it and lines of text beneath, in the colours of the page. */
export function framed(picture: SVGSVGElement, title: string, lines: readonly string[]): SVGSVGElement {
  const { width, height } = picture.viewBox.baseVal;
  const style = getComputedStyle(document.body);
  const wide = Math.max(320, width);
  const letters = Math.floor((wide - 28) / 6.6);
  const rows = lines.flatMap((l) => broken(l, letters));
  const heads = broken(title, Math.floor((wide - 28) / 10));
  const top = 12 + heads.length * 24;
  const high = top + height + rows.length * 17 + 14;

  const svg = document.createElementNS(svgSpace, "svg");
  const set = (e: Element, attributes: Record<string, string | number>) => {
    for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, String(value));
    return e;
  };
  const add = (name: string, attributes: Record<string, string | number>, text?: string) => {
    const e = svg.appendChild(set(document.createElementNS(svgSpace, name), attributes));
    if (text !== undefined) e.textContent = text;
  };
  set(svg, { xmlns: svgSpace, viewBox: `0 0 ${wide} ${high}`, width: wide, height: high });
  add("title", {}, title);
  add("desc", {}, lines.join(" "));
  add("rect", { width: wide, height: high, fill: getComputedStyle(document.documentElement).backgroundColor });
  const words = { x: 14, fill: style.color, "font-family": "system-ui, sans-serif" };
  heads.forEach((l, i) => add("text", { ...words, y: 26 + i * 24, "font-size": 18, "font-weight": 600 }, l));
  svg.append(set(picture, { x: (wide - width) / 2, y: top, width, height }));
  rows.forEach((l, i) => add("text", { ...words, y: top + height + 15 + i * 17, "font-size": 12 }, l));
  return svg;
}

/** A text in lines of at most so many letters, broken at spaces where there are some. */
function broken(text: string, letters: number): string[] {
  const out: string[] = [];
  for (let rest = text; rest; ) {
    const space = rest.length > letters ? rest.lastIndexOf(" ", letters) : -1;
    const end = rest.length <= letters ? rest.length : space > 0 ? space : letters;
    out.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return out;
}
