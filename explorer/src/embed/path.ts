import { ask, type Answer, type Variables } from "../ask/ask";
import { say } from "../sentences";
import { t } from "../texts";
import { isFunder } from "../things";
import { h, s } from "./dom";
import { Embedded, host, type Show, type Shown } from "./element";
import { selectable, type Spot } from "./keys";
import { short } from "./network";
import { namesOf, needed, within } from "./question";
import { numbers, sentence, shape, table, told } from "./words";

type Way = Answer<"Paths">["paths"]["paths"][number];
type Step = Way["steps"][number];

/** How two bodies are linked, and through whom. */
export class StakeholderPath extends Embedded {
  static parameters = ["from", "to", "hops", "avoid", "most"];
  static lists = ["avoid"];

  protected async shown(q: URLSearchParams, signal: AbortSignal): Promise<Shown> {
    const from = needed(q, "from"), to = needed(q, "to");
    const avoid = q.getAll("avoid").slice(0, 100);
    const variables = { from, to, maxHops: within(q, "hops", 1, 6, 4), ...(avoid.length ? { avoid } : {}) } as Variables<"Paths">;
    const [names, { paths: p }] = await Promise.all([namesOf([from, to], signal), ask("Paths", variables, signal, host)]);
    const ways = p.paths.slice(0, within(q, "most", 1, 20, 3));
    const says = p.status === "NONE_WITHIN_HOPS" ? [t.paths.none] : p.status === "NONE_FOUND_BEFORE_CUT" ? [t.paths.cutNone] : p.cut ? [t.paths.cut] : [];
    if (ways.length) says.unshift(t.embed.best(ways.length, p.paths.length, ways[0]!.length));
    const page = new URLSearchParams(q);
    page.delete("most");
    return {
      title: t.embed.ways(names[0]!, names[1]!),
      summary: says,
      page: `/paths?${page}`,
      claims: ways.flatMap((w) => w.steps.flatMap((x) => x.claims)),
      rows: ways.reduce((n, w) => n + w.steps.length, 0),
      views: [
        { key: "network", label: t.explore.network, draw: (show) => picture(ways, show) },
        { key: "table", label: t.explore.table, draw: (show) => tableOf(ways, show) },
      ],
    };
  }
}

function tableOf(ways: readonly Way[], show: Show): Node {
  const c = t.explore.columns;
  return table(show, [{ label: t.embed.columns.way, number: true }, { label: c.from }, { label: c.type }, { label: c.to }, { label: c.says }],
    ways.flatMap((w, i) => w.steps.map((x) => [
      String(i + 1), x.from ? show.link(x.from) : t.unknownBody, word(x), x.to ? show.link(x.to) : t.unknownBody,
      x.claims.flatMap((y) => [sentence(say(y), show), ". ", ...numbers(y.evidence, show), " "]),
    ])));
}

/** What links the two ends of a step; read backwards, it is said so. */
const word = (x: Step): string => (x.forward ? t.link(x.type) : t.embed.backwards(t.link(x.type)));

const down = 84, margin = 90;

/** Each way is a line of marks from left to right, with what links them, and its sentences below. */
function picture(ways: readonly Way[], show: Show): Node {
  if (!ways.length) return h("div", {});
  const longest = Math.max(...ways.map((w) => w.length));
  const across = Math.min(240, Math.max(150, (show.width - 2 * margin - 40) / longest));
  const spots: Spot[] = [];
  const rows = ways.map((w, i) => {
    const y = i * down + 30;
    const steps = w.steps.map((x, j) => {
      const [a, b] = x.forward ? [j, j + 1] : [j + 1, j];
      const sign = Math.sign(b - a);
      return [
        s("line", { class: x.type === "FUNDS" ? "money" : x.type === "PARTICIPATES_IN" ? "part" : "belongs", x1: a * across + sign * 13, x2: b * across - sign * 14, y1: y, y2: y, "stroke-width": (1 + Math.log2(x.weight)).toFixed(2), "marker-end": "url(#way-arrow)" }),
        s("text", { x: (j + 0.5) * across, y: y - 8, "text-anchor": "middle" }, t.link(x.type)),
      ];
    });
    const things = [...w.steps.map((x) => x.from), w.steps.at(-1)?.to];
    const marks = things.map((thing, j) => {
      if (!thing) return null;
      const g = s("g", { class: `node ${thing.__typename}`, transform: `translate(${j * across} ${y})`, role: "button", "aria-label": `${thing.name}, ${t.kind(thing.__typename)}`, "data-id": thing.id },
        shape(thing.__typename, 10, isFunder(thing)), s("text", { y: 26, "text-anchor": "middle", "aria-hidden": "true" }, short(thing.name, (j === 0 || j === w.length ? Math.min(across, 2 * margin) : across) / 6.5)));
      spots.push({ element: g, x: j * across, y, choose: () => void show.select(thing) });
      return g;
    });
    return [s("g", { "aria-hidden": "true" }, steps), marks];
  });
  selectable(spots);
  const [wide, high] = [across * longest + 2 * margin, ways.length * down];
  const svg = s("svg", { class: "picture fixed", viewBox: `${-margin} 0 ${wide} ${high}`, width: wide, height: high, role: "group", "aria-labelledby": "title", "aria-describedby": "says" },
    s("defs", {}, s("marker", { id: "way-arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, s("path", { d: "M0 0 8 4 0 8z" }))),
    rows);
  return h("div", {}, h("div", { class: "scroll" }, svg),
    ways.map((w, i) => [h("h3", {}, t.paths.way(i + 1, w.length)), h("ol", { class: "way" }, w.steps.map((x) => h("li", {}, told(x.claims, show))))]));
}
