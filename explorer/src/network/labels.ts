/** The height of a line of a label; its letters are 12 pixels high. */
export const lineHeight = 14;
const letters = "12px system-ui, sans-serif";
const longest = 20;

let ruler: CanvasRenderingContext2D | null | undefined;
const widths = new Map<string, number>();

function widthOf(text: string): number {
  let w = widths.get(text);
  if (w === undefined) {
    if (ruler === undefined) {
      ruler = document.createElement("canvas").getContext("2d");
      if (ruler) ruler.font = letters;
    }
    if (widths.size > 20_000) widths.clear();
    widths.set(text, (w = ruler?.measureText(text).width ?? text.length * 6.5));
  }
  return w;
}

export type Label = { lines: string[]; width: number };

/** A name in at most two lines, cut where it is longer. */
export function labelOf(name: string): Label {
  let lines = [name];
  if (name.length > longest) {
    const space = name.lastIndexOf(" ", longest);
    const first = space > 5 ? name.slice(0, space) : name.slice(0, longest);
    let rest = name.slice(first.length).trimStart();
    if (rest.length > longest) rest = rest.slice(0, longest - 1).trimEnd() + "…";
    lines = [first, rest];
  }
  return { lines, width: Math.max(...lines.map(widthOf)) };
}

/** Where a label begins, from the middle of its mark: of its first line the place on the base line. */
export type Side = { dx: number; dy: number; anchor: "start" | "middle" | "end" };
export type Marked = { x: number; y: number; r: number; label: Label };

export type Box = [x0: number, y0: number, x1: number, y1: number];

function sides(m: Marked): Side[] {
  const rows = m.label.lines.length;
  const beside = 4 - ((rows - 1) * lineHeight) / 2;
  return [
    { dx: 0, dy: m.r + 13, anchor: "middle" },
    { dx: m.r + 4, dy: beside, anchor: "start" },
    { dx: -m.r - 4, dy: beside, anchor: "end" },
    { dx: 0, dy: -m.r - 5 - (rows - 1) * lineHeight, anchor: "middle" },
  ];
}

/** What a label covers. */
export function boxOf(m: Marked, s: Side): Box {
  const left = m.x + s.dx - (s.anchor === "middle" ? m.label.width / 2 : s.anchor === "end" ? m.label.width : 0);
  const top = m.y + s.dy - 11;
  return [left - 2, top - 1, left + m.label.width + 2, top + m.label.lines.length * lineHeight + 1];
}

/** The label beneath a mark, for things whose label is shown whatever it covers. */
export const beneath = (m: Marked): Side => sides(m)[0]!;

/** Labels of so many things may cover the marks of others, lest hubs in a crowd have no names. */
const foremost = 10;

/**
 * Finds for each mark, in the order of importance, a side where its label covers no other
 * label and no other mark, and lies within the bounds if there are any; undefined where there
 * is none.
 */
export function placeLabels(marks: readonly Marked[], order: readonly number[], bounds?: Box): (Side | undefined)[] {
  const within = (b: Box) => !bounds || (b[0] >= bounds[0] && b[1] >= bounds[1] && b[2] <= bounds[2] && b[3] <= bounds[3]);
  const room = new Room();
  const written = new Room();
  marks.forEach((m, i) => room.take([m.x - m.r, m.y - m.r, m.x + m.r, m.y + m.r], i));
  const out: (Side | undefined)[] = new Array(marks.length);
  order.forEach((i, rank) => {
    const m = marks[i]!;
    const fit = sides(m).filter((s) => within(boxOf(m, s)));
    const side = fit.find((s) => room.free(boxOf(m, s), i)) ?? (rank < foremost ? fit.find((s) => written.free(boxOf(m, s), i)) : undefined);
    out[i] = side;
    if (!side) return;
    room.take(boxOf(m, side), -1);
    written.take(boxOf(m, side), -1);
  });
  return out;
}

/** Boxes by the cells of a grid that they touch. */
class Room {
  private readonly cells = new Map<number, { box: Box; owner: number }[]>();

  private *near([x0, y0, x1, y1]: Box): Generator<number> {
    for (let x = Math.floor(x0 / 64); x <= Math.floor(x1 / 64); x++) {
      for (let y = Math.floor(y0 / 64); y <= Math.floor(y1 / 64); y++) yield x * 100_003 + y;
    }
  }

  take(box: Box, owner: number): void {
    for (const cell of this.near(box)) {
      const there = this.cells.get(cell);
      if (there) there.push({ box, owner });
      else this.cells.set(cell, [{ box, owner }]);
    }
  }

  free(box: Box, owner: number): boolean {
    for (const cell of this.near(box)) {
      for (const b of this.cells.get(cell) ?? []) {
        if (b.owner !== owner && b.box[0] < box[2] && b.box[2] > box[0] && b.box[1] < box[3] && b.box[3] > box[1]) return false;
      }
    }
    return true;
  }
}
