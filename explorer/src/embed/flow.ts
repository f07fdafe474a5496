import { sankey, sankeyLinkHorizontal, type SankeyLink, type SankeyNode } from "d3-sankey";
import { ask, type Answer, type Variables } from "../ask/ask";
import { number, words } from "../format";
import { ofBody } from "../funding/ofbody";
import { codeName } from "../keys";
import { periodOf } from "../period";
import { t } from "../texts";
import { h, s } from "./dom";
import { Embedded, host, type Show, type Shown } from "./element";
import { selectable, type Spot } from "./keys";
import { short } from "./network";
import { namesOf, oneOf, within } from "./question";
import { marked, numbers, table } from "./words";

type Diagram = Answer<"FlowDiagram">["flowDiagram"];
type End = Diagram["nodes"][number];
type Link = Diagram["links"][number];
type Bar = { i: number; end: End };
type Band = { link: Link; value: number };

const stages = ["PLEDGE", "COMMITMENT", "DISBURSEMENT", "EXPENDITURE", "OTHER"];
const roles = ["any", "gives", "receives", "through"];

/** From whom money of a stage goes to whom, through whom: amounts of one currency, or else numbers of flows. */
export class StakeholderFlow extends Embedded {
  static parameters = ["of", "as", "stage", "currency", "measure", "ways", "rollup", "from", "to", "undated", "most"];

  protected async shown(q: URLSearchParams, signal: AbortSignal): Promise<Shown> {
    const of = q.get("of"), ways = q.get("ways"), currency = q.get("currency");
    const stage = oneOf(q, "stage", stages, "DISBURSEMENT");
    const as = oneOf(q, "as", roles, "any");
    const measure = currency ? oneOf(q, "measure", ["AMOUNT", "FLOWS"], "AMOUNT") : "FLOWS";
    const [where] = ofBody(of ?? "", as);
    const variables = {
      stage, measure, limit: within(q, "most", 1, 50, 12), ...periodOf(q),
      ...(currency ? { currency } : {}),
      ...(where ? { where } : {}),
      ...(ways ? { groupBy: ways.split(",") } : {}),
      ...(q.get("rollup") === "1" ? { rollUp: ["PART_OF", "COUNTRY_OFFICE_OF"] } : {}),
    };
    const [{ flowDiagram: d }, names] = await Promise.all([ask("FlowDiagram", variables as unknown as Variables<"FlowDiagram">, signal, host), namesOf([of], signal)]);
    q.set("view", "diagram");
    q.set("stage", stage);
    q.set("measure", measure);
    return {
      title: names.length ? t.embed.moneyOf(names.join(", ")) : t.embed.money,
      summary: summaryOf(d, measure),
      page: `/funding?${q}`,
      claims: d.links.flatMap((l) => l.largest),
      rows: d.links.length,
      views: [
        { key: "flow", label: t.explore.network, draw: (show) => picture(d, measure, show) },
        { key: "table", label: t.explore.table, draw: (show) => tableOf(d, measure, show) },
      ],
    };
  }
}

type Measure = "AMOUNT" | "FLOWS";

function summaryOf(d: Diagram, measure: Measure): string[] {
  const e = t.embed.flow, stage = words(d.stage);
  const out = [measure === "AMOUNT" ? e.amounts(stage, valueOf(d, measure, d.total), d.flows) : e.counts(stage, d.flows)];
  if (measure === "AMOUNT" && d.withoutAmount) out.push(e.withoutAmount(d.withoutAmount));
  if (d.otherCurrencies) out.push(e.otherCurrencies(d.otherCurrencies));
  if (d.withoutCurrency) out.push(e.withoutCurrency(d.withoutCurrency));
  if (d.leftOut) out.push(e.leftOut(d.leftOut));
  if (d.negative.flows) out.push(e.negative(d.negative.flows));
  if (d.overlapping) out.push(e.overlapping);
  return out;
}

/** What a node of the diagram is called. */
function nameOf(n: End): string {
  if (!n.key) return t.embed.flow.others(n.standsFor);
  if (n.key.nothingRecorded) return t.embed.unknown;
  return n.key.thing?.name ?? (n.key.code ? codeName(n.key.by, n.key.code) : t.embed.unknown);
}

function valueOf(d: Diagram, measure: Measure, value: string | null): string {
  if (value === null) return t.noAmount;
  return measure === "AMOUNT" ? t.amount({ amount: value, currency: d.currency }) : t.embed.flow.flows(Number(value));
}

function tableOf(d: Diagram, measure: Measure, show: Show): Node {
  const c = t.explore.columns, amounts = measure === "AMOUNT";
  const end = (n: End) => (n.key?.thing ? marked(n.key.thing, show) : nameOf(n));
  return table(show, [{ label: c.from }, { label: c.to }, ...(amounts ? [{ label: t.embed.columns.amount, number: true }] : []), { label: t.embed.columns.flows, number: true }, { label: t.embed.columns.largest }],
    d.links.map((l) => [
      end(d.nodes[l.from]!), end(d.nodes[l.to]!), ...(amounts ? [valueOf(d, measure, l.value)] : []), number(l.flows),
      numbers(l.largest.flatMap((f) => f.evidence), show),
    ]));
}

function picture(d: Diagram, measure: Measure, show: Show): Node {
  const bands: Band[] = d.links.map((link) => ({ link, value: Number(link.value ?? 0) })).filter((b) => b.value > 0);
  if (!bands.length) return h("p", {}, d.links.length ? t.embed.flow.noPicture : t.profile.nothing);
  const columns = d.columns.length;
  const most = Math.max(...d.columns.map((_, c) => d.nodes.filter((n) => n.column === c).length));
  const [wide, high] = [Math.max(columns * 200, Math.min(1000, show.width)), Math.max(160, most * 34)];
  const margin = 4;
  const used = new Set(bands.flatMap((b) => [b.link.from, b.link.to]));
  const bars = d.nodes.flatMap((end, i): Bar[] => (used.has(i) ? [{ i, end }] : []));
  const drawn = sankey<Bar, Band>()
    .nodeId((n) => n.i)
    .nodeAlign((n) => n.end.column)
    .nodeSort(null)
    .nodeWidth(12)
    .nodePadding(16)
    .extent([[margin, 12], [wide - margin, high - 12]])({ nodes: bars, links: bands.map((b) => ({ source: b.link.from, target: b.link.to, ...b })) });

  const panel = h("div", { class: "panel", "aria-live": "polite" });
  const path = sankeyLinkHorizontal<Bar, Band>();
  const label = (l: SankeyLink<Bar, Band>) => `${nameOf((l.source as Bar).end)} → ${nameOf((l.target as Bar).end)}: ${valueOf(d, measure, l.link.value)}`;
  const spots: Spot[] = [];
  const lines = drawn.links.map((l) => {
    const line = s("path", { class: "band", d: path(l), "stroke-width": Math.max(1, l.width ?? 0).toFixed(1), role: "button", "aria-label": label(l) }, s("title", {}, label(l)));
    const source = l.source as SankeyNode<Bar, Band>, target = l.target as SankeyNode<Bar, Band>;
    spots.push({
      element: line, x: ((source.x1 ?? 0) + (target.x0 ?? 0)) / 2, y: ((l.y0 ?? 0) + (l.y1 ?? 0)) / 2,
      choose: () => {
        for (const other of lines) other.classList.toggle("dim", other !== line);
        panel.replaceChildren(h("h3", {}, label(l)), h("p", {}, `${t.embed.flow.flows(l.link.flows)}. ${t.embed.columns.largest}: `, numbers(l.link.largest.flatMap((f) => f.evidence), show)));
      },
    });
    return line;
  });
  const marks = drawn.nodes.map((n) => {
    const thing = n.end.key?.thing;
    const [x, y] = [n.x0 ?? 0, n.y0 ?? 0];
    const last = n.end.column === columns - 1 && columns > 1;
    const g = s("g", { class: `node ${thing?.__typename ?? "Place"}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, ...(thing ? { role: "button", "aria-label": `${thing.name}, ${t.kind(thing.__typename)}`, "data-id": thing.id } : {}) },
      s("rect", { class: "shape", width: 12, height: Math.max(1, (n.y1 ?? 0) - y).toFixed(1) }),
      s("text", { x: last ? -5 : 17, y: (((n.y1 ?? 0) - y) / 2 + 4).toFixed(1), "text-anchor": last ? "end" : "start", "aria-hidden": thing ? "true" : null }, short(nameOf(n.end))));
    if (thing) spots.push({ element: g, x, y: (y + (n.y1 ?? 0)) / 2, choose: () => void show.select(thing) });
    return g;
  });
  selectable(spots);
  const svg = s("svg", { class: "picture fixed flow", viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: "group", "aria-labelledby": "title", "aria-describedby": "says" }, lines, marks);
  return h("div", {}, h("div", { class: "scroll" }, svg), h("p", { class: "small" }, t.embed.hint), panel);
}
