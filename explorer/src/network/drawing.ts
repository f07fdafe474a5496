import type { Camera, Size } from "./camera";
import type { Colours } from "./colours";
import { beneath, lineHeight } from "./labels";
import { lit, type Light } from "./light";
import type { Scene } from "./scene";
import { badge, outline } from "./shapes";
import { t } from "../texts";

type Attributes = Record<string, string | number | undefined>;

function element(parent: Element, name: string, attributes: Attributes, text?: string): Element {
  const e = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) e.setAttribute(key, typeof value === "number" ? String(Math.round(value * 10) / 10) : value);
  }
  if (text !== undefined) e.textContent = text;
  parent.append(e);
  return e;
}

const legendHeight = 28;

/** The picture as it is seen, as a drawing that needs no style sheet, with a legend of its kinds. */
export function drawingOf(scene: Scene, camera: Camera, size: Size, colours: Colours, light: Light): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${size.w} ${size.h + legendHeight}`);
  const view = element(svg, "svg", { width: size.w, height: size.h, "font-family": "system-ui, sans-serif", "font-size": 12 });
  const plane = element(view, "g", { transform: `translate(${camera.x.toFixed(1)} ${camera.y.toFixed(1)})` });
  for (const l of scene.lines) {
    const look = l.link.look;
    const colour = lit(light, l.link) ? colours.focus : look === "money" ? colours.money : look === "part" ? colours.soft : colours.belongs;
    element(plane, "line", {
      x1: l.x1, y1: l.y1, x2: l.x2, y2: l.y2, stroke: colour, "stroke-width": l.link.width, "stroke-dasharray": look === "part" ? "5 3" : undefined,
    });
    if (l.head) element(plane, "path", { d: `M${l.head.map((v) => v.toFixed(1)).join(" ")}z`, fill: colour });
  }
  for (const s of scene.spots) {
    const g = element(plane, "g", { transform: `translate(${s.x.toFixed(1)} ${s.y.toFixed(1)})` });
    element(g, "title", {}, s.node.thing.name);
    if (s.node.id === light.chosen) element(g, "circle", { r: s.r + 5, fill: "none", stroke: colours.focus, "stroke-width": 3 });
    mark(g, s.node.kind, s.r, s.node.funder, colours);
  }
  for (const s of scene.spots) {
    const side = s.side ?? (light.named.has(s.node.id) ? beneath(s) : undefined);
    if (!side) continue;
    const look = { "text-anchor": side.anchor, fill: colours.ink, stroke: colours.back, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" };
    s.label.lines.forEach((line, i) => element(plane, "text", { x: s.x + side.dx, y: s.y + side.dy + i * lineHeight, ...look }, line));
  }
  legend(svg, scene, size, colours);
  return svg;
}

function mark(parent: Element, kind: string, r: number, funder: boolean, colours: Colours): void {
  element(parent, "path", { d: outline(kind, r), fill: colours.kind(kind), stroke: colours.outline });
  if (funder) element(parent, "path", { d: badge(r), fill: colours.funder, stroke: colours.outline });
}

function legend(svg: Element, scene: Scene, size: Size, colours: Colours): void {
  const g = element(svg, "g", { "font-family": "system-ui, sans-serif", "font-size": 12 });
  let x = 14;
  for (const kind of [...new Set(scene.spots.map((s) => s.node.kind))].sort()) {
    const one = element(g, "g", { transform: `translate(${x} ${size.h + legendHeight / 2})` });
    mark(one, kind, 6, false, colours);
    element(one, "text", { x: 12, y: 4, fill: colours.ink }, t.kindsOf(kind));
    x += 34 + t.kindsOf(kind).length * 7;
  }
  if (scene.spots.some((s) => s.node.funder)) {
    const one = element(g, "g", { transform: `translate(${x} ${size.h + legendHeight / 2})` });
    element(one, "path", { d: "M0-6 7 6H-7z", fill: colours.funder, stroke: colours.outline });
    element(one, "text", { x: 12, y: 4, fill: colours.ink }, t.funder);
  }
}
