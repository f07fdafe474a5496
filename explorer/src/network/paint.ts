import type { Camera, Size } from "./camera";
import type { Colours } from "./colours";
import { beneath, boxOf, lineHeight, type Side } from "./labels";
import { dimmed, dimmedLink, lit, type Light } from "./light";
import type { Line, Scene, Spot } from "./scene";
import { badge, outline } from "./shapes";

const letters = "12px system-ui, sans-serif";
const faint = 0.35;
/** More links than this are thin and without dashes: both take long to paint, and are lost in a crowd. */
const mostFine = 800;

const shapes = new Map<string, Path2D>();
function shape(of: (r: number) => string, name: string, r: number): Path2D {
  const key = name + r;
  let path = shapes.get(key);
  if (!path) shapes.set(key, (path = new Path2D(of(r))));
  return path;
}

/** Paints a scene; what lies outside is left out. */
export function paint(c: CanvasRenderingContext2D, scene: Scene, camera: Camera, size: Size, scale: number, colours: Colours, light: Light): void {
  c.setTransform(scale, 0, 0, scale, 0, 0);
  c.globalAlpha = 1;
  c.fillStyle = colours.back;
  c.fillRect(0, 0, size.w, size.h);
  c.translate(camera.x, camera.y);
  const [x0, y0, x1, y1] = [-camera.x - 20, -camera.y - 20, size.w - camera.x + 20, size.h - camera.y + 20];
  const seen = (s: Spot): boolean => s.x > x0 && s.x < x1 && s.y > y0 && s.y < y1;

  const crossing = scene.lines.filter((l) => Math.max(l.x1, l.x2) > x0 && Math.min(l.x1, l.x2) < x1 && Math.max(l.y1, l.y2) > y0 && Math.min(l.y1, l.y2) < y1);
  for (const l of crossing) if (!lit(light, l.link)) link(c, l, colours, dimmedLink(light, l.link), crossing.length <= mostFine || touches(light, l));
  c.globalAlpha = 1;
  for (const l of crossing) if (lit(light, l.link)) link(c, l, colours, false, true, true);

  const spots = scene.spots.filter(seen);
  for (const s of spots) mark(c, s, colours, light);
  c.globalAlpha = 1;
  c.font = letters;
  c.lineJoin = "round";
  for (const s of spots) if (s.side && !dimmed(light, s.node)) label(c, s, s.side, colours);
  for (const s of spots) {
    if (s.side || !light.named.has(s.node.id)) continue;
    const side = beneath(s);
    const box = boxOf(s, side);
    c.fillStyle = colours.back;
    c.fillRect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
    label(c, s, side, colours);
  }
}

const touches = (light: Light, l: Line): boolean => !!light.chosen && (l.link.from.id === light.chosen || l.link.to.id === light.chosen);

function link(c: CanvasRenderingContext2D, l: Line, colours: Colours, dim: boolean, fine: boolean, strong = false): void {
  const look = l.link.look;
  c.globalAlpha = dim ? faint : look === "part" ? 0.75 : 1;
  c.strokeStyle = c.fillStyle = strong ? colours.focus : look === "money" ? colours.money : look === "part" ? colours.soft : colours.belongs;
  c.lineWidth = (fine ? l.link.width : 1) + (strong ? 2 : 0);
  c.setLineDash(fine && look === "part" ? [5, 3] : []);
  c.beginPath();
  c.moveTo(l.x1, l.y1);
  c.lineTo(l.x2, l.y2);
  c.stroke();
  if (!l.head) return;
  c.beginPath();
  c.moveTo(l.head[0], l.head[1]);
  c.lineTo(l.head[2], l.head[3]);
  c.lineTo(l.head[4], l.head[5]);
  c.fill();
}

function mark(c: CanvasRenderingContext2D, s: Spot, colours: Colours, light: Light): void {
  const n = s.node;
  c.globalAlpha = dimmed(light, n) ? faint : 1;
  c.translate(s.x, s.y);
  c.setLineDash([]);
  if (n.id === light.chosen) {
    c.strokeStyle = colours.focus;
    c.lineWidth = 3;
    c.beginPath();
    c.arc(0, 0, s.r + 5, 0, 2 * Math.PI);
    c.stroke();
  }
  c.strokeStyle = colours.outline;
  c.lineWidth = 1;
  c.fillStyle = colours.kind(n.kind);
  const path = shape((r) => outline(n.kind, r), n.kind, s.r);
  c.fill(path);
  c.stroke(path);
  if (n.funder) {
    c.fillStyle = colours.funder;
    const b = shape(badge, "badge", s.r);
    c.fill(b);
    c.stroke(b);
  }
  if (light.pins.has(n.id)) {
    c.fillStyle = colours.back;
    c.beginPath();
    c.arc(0, 0, 2.5, 0, 2 * Math.PI);
    c.fill();
    c.stroke();
  }
  c.translate(-s.x, -s.y);
}

function label(c: CanvasRenderingContext2D, s: Spot, side: Side, colours: Colours): void {
  c.textAlign = side.anchor === "middle" ? "center" : side.anchor === "start" ? "left" : "right";
  c.strokeStyle = colours.back;
  c.lineWidth = 3;
  c.fillStyle = colours.ink;
  s.label.lines.forEach((line, i) => {
    const [x, y] = [s.x + side.dx, s.y + side.dy + i * lineHeight];
    c.strokeText(line, x, y);
    c.fillText(line, x, y);
  });
}
