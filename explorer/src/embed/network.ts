import { ask, Failure, type Variables } from "../ask/ask";
import { number } from "../format";
import { graphOf, radius, type Graph, type Node as Mark } from "../network/model";
import { linkTypes } from "../network/links";
import { say } from "../sentences";
import { periodOf } from "../period";
import { t } from "../texts";
import type { Claim } from "../things";
import { h, s } from "./dom";
import { Embedded, host, type Show, type Shown } from "./element";
import { selectable } from "./keys";
import { layout } from "./layout";
import { needed, within } from "./question";
import { marked, mark, numbers, sentence, shape, table, told } from "./words";

/** With whom a body, an initiative or another thing is linked. */
export class StakeholderNetwork extends Embedded {
  static parameters = ["of", "hops", "most", "links", "from", "to", "undated", "without", "hide", "rows"];
  static lists = ["links", "without", "hide"];

  protected async shown(q: URLSearchParams, signal: AbortSignal): Promise<Shown> {
    const of = needed(q, "of");
    const links = q.getAll("links").flatMap((g) => linkTypes[g] ?? []);
    // Answers of more things than 100 are too large to name the claims of all links.
    const variables = { of, hops: within(q, "hops", 1, 3, 1), maxNodes: within(q, "most", 2, 100, 40), ...(links.length ? { links } : {}), ...periodOf(q) };
    const { neighborhood: n } = await ask("Network", variables as Variables<"Network">, signal, host);
    const centre = n.nodes[0]?.thing;
    if (!centre) throw new Failure("NOT_FOUND", "");
    const graph = graphOf(n, new Set(q.getAll("hide")), new Set(q.getAll("without")));
    const cut = n.hops.filter((x) => x.hop > 0 && (x.shown < x.total || x.atLeast)).map((x) => t.explore.cut(x.shown, x.total, x.hop, x.atLeast));
    const rows = q.get("rows") ?? "links";
    return {
      title: t.embed.networkOf(centre.name),
      summary: [t.explore.summary(centre.name, graph.nodes.length, graph.links.length), ...cut],
      page: `/explore?${q}`,
      claims: claimsOf(graph),
      rows: rowsOf(graph, rows),
      views: [
        { key: "network", label: t.explore.network, draw: (show, stop) => picture(graph, show, stop) },
        { key: "table", label: t.explore.table, draw: (show) => tableOf(graph, rows, show) },
      ],
    };
  }
}

function claimsOf(graph: Graph, of?: Mark): Claim[] {
  const links = of ? graph.links.filter((l) => l.from === of || l.to === of) : graph.links;
  return [...new Map(links.flatMap((l) => l.claims).map((c) => [c.id, c])).values()];
}

function rowsOf(graph: Graph, rows: string): number {
  if (rows === "things") return graph.nodes.length;
  return rows === "claims" ? claimsOf(graph).length : graph.links.length;
}

function tableOf(graph: Graph, rows: string, show: Show): Node {
  const c = t.explore.columns;
  if (rows === "things") {
    return table(show, [{ label: c.thing }, { label: c.kind }, { label: c.away, number: true }, { label: c.links, number: true }],
      graph.nodes.map((n) => [marked(n.thing, show), t.kind(n.kind) + (n.funder ? `, ${t.funder}` : ""), number(n.hop), number(n.degree)]));
  }
  if (rows === "claims") {
    return table(show, [{ label: c.says }, { label: c.source }], claimsOf(graph).map((x) => [sentence(say(x), show), numbers(x.evidence, show)]));
  }
  return table(show, [{ label: c.from }, { label: c.type }, { label: c.to }, { label: c.claims, number: true }, { label: c.source }],
    graph.links.map((l) => [show.link(l.from.thing), t.link(l.type), show.link(l.to.thing), number(l.weight), numbers(l.claims.flatMap((x) => x.evidence), show)]));
}

type Box = { x0: number; y0: number; x1: number; y1: number };

async function picture(graph: Graph, show: Show, signal: AbortSignal): Promise<Node> {
  const index = new Map(graph.nodes.map((n, i) => [n, i]));
  const at = await layout(
    { nodes: graph.nodes.map((n) => ({ r: radius(n), hop: n.hop })), links: graph.links.map((l) => [index.get(l.from)!, index.get(l.to)!]), labels: true, aspect: Math.max(0.6, show.width / height) },
    signal,
  );
  const place = (n: Mark) => ({ x: at[2 * index.get(n)!]!, y: at[2 * index.get(n)! + 1]! });
  const box = roomy(around(graph.nodes.map(place)), show.width);
  // Letters keep their size on the screen, however large the picture is.
  const scale = Math.max(1, (box.x1 - box.x0) / Math.max(280, show.width), (box.y1 - box.y0) / height);
  const fitting = labelsThatFit(graph.nodes, place, scale);

  const groups = graph.nodes.map((n) => {
    const { x, y } = place(n);
    const r = radius(n) * Math.sqrt(scale);
    return s("g", { class: `node ${n.kind}${fitting.has(n) ? "" : " crowded"}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, role: "button", "aria-pressed": "false", "aria-label": `${n.thing.name}, ${t.kind(n.kind)}${n.funder ? `, ${t.funder}` : ""}`, "data-id": n.id },
      shape(n.kind, r, n.funder), s("text", { y: (r + 13 * scale).toFixed(1), "text-anchor": "middle", "font-size": (12 * scale).toFixed(1), "aria-hidden": "true" }, short(n.thing.name)));
  });
  const lines = graph.links.map((l) => {
    const a = place(l.from), b = place(l.to);
    const far = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const r = radius(l.to) * Math.sqrt(scale) + 2;
    return s("line", { class: l.look, x1: a.x.toFixed(1), y1: a.y.toFixed(1), x2: (b.x - ((b.x - a.x) / far) * r).toFixed(1), y2: (b.y - ((b.y - a.y) / far) * r).toFixed(1), "stroke-width": (1 + Math.log2(l.weight)).toFixed(2), "marker-end": l.look === "money" ? "url(#arrow)" : null });
  });

  const panel = h("div", { class: "panel", "aria-live": "polite" });
  const choose = (n: Mark) => {
    graph.nodes.forEach((m, i) => {
      const linked = m === n || graph.links.some((l) => (l.from === n && l.to === m) || (l.to === n && l.from === m));
      groups[i]!.classList.toggle("dim", !linked);
      groups[i]!.classList.toggle("selected", m === n);
      groups[i]!.setAttribute("aria-pressed", String(m === n));
    });
    graph.links.forEach((l, i) => lines[i]!.classList.toggle("dim", l.from !== n && l.to !== n));
    if (!show.select(n.thing)) return;
    panel.replaceChildren(h("h3", {}, marked(n.thing, show)), told(claimsOf(graph, n), show, n.id));
  };
  selectable(graph.nodes.map((n, i) => ({ element: groups[i]!, ...place(n), choose: () => choose(n) })));

  const svg = s("svg", { class: "picture network", viewBox: `${box.x0} ${box.y0} ${box.x1 - box.x0} ${box.y1 - box.y0}`, role: "group", "aria-labelledby": "title", "aria-describedby": "says hint" },
    s("defs", {}, s("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7 * scale, markerHeight: 7 * scale, markerUnits: "userSpaceOnUse", orient: "auto" }, s("path", { d: "M0 0 8 4 0 8z" }))),
    s("g", { "aria-hidden": "true" }, lines), groups);
  return h("div", {}, legend(graph), svg, h("p", { id: "hint", class: "small" }, t.embed.hint), panel);
}

/** How high the picture is, in CSS pixels; the style says so, too. */
const height = 448;

function around(places: readonly { x: number; y: number }[]): Box {
  return {
    x0: Math.floor(Math.min(...places.map((p) => p.x)) - 80), x1: Math.ceil(Math.max(...places.map((p) => p.x)) + 80),
    y0: Math.floor(Math.min(...places.map((p) => p.y)) - 30), y1: Math.ceil(Math.max(...places.map((p) => p.y)) + 45),
  };
}

/** A box of at least the size that the picture has on the screen: few things are not drawn larger than many. */
function roomy(b: Box, width: number): Box {
  const [x, y] = [Math.max(0, Math.max(280, width) - (b.x1 - b.x0)) / 2, Math.max(0, height - (b.y1 - b.y0)) / 2];
  return { x0: b.x0 - x, x1: b.x1 + x, y0: b.y0 - y, y1: b.y1 + y };
}

/** The nodes whose names have room, the nearest and most linked first; other names show when their nodes are chosen. */
function labelsThatFit(nodes: readonly Mark[], place: (n: Mark) => { x: number; y: number }, scale: number): Set<Mark> {
  const taken: Box[] = [];
  const fitting = new Set<Mark>();
  for (const n of [...nodes].sort((a, b) => a.hop - b.hop || b.degree - a.degree || (a.id < b.id ? -1 : 1))) {
    const { x, y } = place(n);
    const half = short(n.thing.name).length * 3.3 * scale;
    const top = y + radius(n) * Math.sqrt(scale) + 2 * scale;
    const box = { x0: x - half, x1: x + half, y0: top, y1: top + 14 * scale };
    if (taken.some((b) => b.x0 < box.x1 && box.x0 < b.x1 && b.y0 < box.y1 && box.y0 < b.y1)) continue;
    taken.push(box);
    fitting.add(n);
  }
  return fitting;
}

/** A name that is cut if it is long: after a word, so that what is read is what is heard. */
export function short(name: string, letters = 30): string {
  if (name.length <= letters) return name;
  const cut = name.slice(0, letters - 1);
  const space = cut.lastIndexOf(" ");
  return (space > letters / 3 ? cut.slice(0, space) : cut).replace(/[\s,;:(–-]+$/, "") + "…";
}

function legend(graph: Graph): Node {
  const counts = new Map<string, number>();
  for (const n of graph.nodes) counts.set(n.kind, (counts.get(n.kind) ?? 0) + 1);
  const funders = graph.nodes.filter((n) => n.funder).length;
  const entry = (sign: Node, label: string, n: number) => h("li", {}, sign, ` ${label} `, h("span", { class: "count" }, number(n)));
  const badge = s("svg", { class: "mark", viewBox: "-10 -10 20 20", width: 16, height: 16, "aria-hidden": "true" }, s("path", { class: "funder", d: "M0-8 9 8H-9z" }));
  return h("ul", { class: "legend", "aria-label": t.explore.legend },
    [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([kind, n]) => entry(mark(kind, false, true), t.kindsOf(kind), n)),
    funders > 0 && entry(badge, t.funder, funders));
}
