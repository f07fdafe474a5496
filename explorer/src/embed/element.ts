import { ask, Failure, type Answer } from "../ask/ask";
import { Sources, type Evidence } from "../parts/sources";
import { pageOf, type Thing } from "../things";
import { t } from "../texts";
import { h } from "./dom";
import { fileOf } from "./file";
import sheetText from "./style.css?inline";
import { namedBy } from "./words";

/** The Migraph that this script is of: what is asked is asked there, and links lead there. */
export const host = new URL(import.meta.url).origin;

const sheet = new CSSStyleSheet();
sheet.replaceSync(sheetText);

let age: Promise<Answer<"EmbedDate">> | undefined;

/** Of when the graph is; asked once a page, and again if that failed. */
function dateOfData(): Promise<Answer<"EmbedDate">> {
  age ??= ask("EmbedDate", {}, undefined, host);
  age.catch(() => (age = undefined));
  return age;
}

/** A way to look at an answer. */
type View = { key: string; label: string; draw: (show: Show, signal: AbortSignal) => Node | Promise<Node> };

/** What views need of their element. */
export type Show = {
  title: string;
  sources: Sources;
  /** A link to the page of a thing. */
  link: (thing: Thing) => HTMLAnchorElement;
  /** Tells the host page what was chosen; false if the page sees to it itself. */
  select: (thing: Thing) => boolean;
  /** How wide what is drawn may be, in CSS pixels. */
  width: number;
};

/** What an element shows of an answer. */
export type Shown = {
  title: string;
  /** What is said in one or some sentences. */
  summary: string[];
  /** The same in the explorer: a path with parameters. */
  page: string;
  /** What it rests on. */
  claims: readonly { evidence: readonly Evidence[] }[];
  /** How many rows the table has. */
  rows: number;
  /** The first is shown first. */
  views: View[];
};

/** An element that asks a question and shows its answer, with date, sources and the way to the explorer. */
export abstract class Embedded extends HTMLElement {
  /** The parameters of the page in the explorer that the element stands for; they are its attributes. */
  static parameters: readonly string[] = [];
  /** Those of them that hold several values, parted by spaces. */
  static lists: readonly string[] = [];

  static get observedAttributes(): string[] {
    return [...this.parameters, "view"];
  }

  /** Asks, and tells what is to be shown. */
  protected abstract shown(q: URLSearchParams, signal: AbortSignal): Promise<Shown>;

  private readonly root = this.attachShadow({ mode: "open" });
  private asked = new AbortController();
  private waiting = false;
  private drawn?: Promise<void>;
  private drawing?: View;
  private now?: { shown: Shown; show: Show; area: HTMLElement; buttons: HTMLButtonElement[]; date: string };

  connectedCallback(): void {
    this.root.adoptedStyleSheets = [sheet];
    this.refresh();
  }

  disconnectedCallback(): void {
    this.asked.abort();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.isConnected) return;
    if (name !== "view") return this.refresh();
    const { signal } = this.asked;
    this.drawn = this.draw().catch((cause: unknown) => {
      if (!signal.aborted) throw cause;
    });
  }

  /** The picture as an SVG file. It throws an Error where there is none: not ready, or an element without a picture. */
  async exportSVG(): Promise<string> {
    await this.drawn;
    if (!this.now) throw new Error(t.embed.noPicture);
    const { shown, show, area, date } = this.now;
    const says = [...shown.summary, date, host + shown.page].join(" ");
    const svg = area.querySelector<SVGSVGElement>("svg.picture");
    if (svg) return fileOf(svg, shown.title, says);
    // Colours come by style, so that a picture must be in the page: it is drawn there for a moment.
    const aside = h("div", { class: "hidden", "aria-hidden": "true" });
    area.after(aside);
    try {
      for (const v of shown.views) {
        aside.replaceChildren(await v.draw(show, this.asked.signal));
        const svg = aside.querySelector<SVGSVGElement>("svg.picture");
        if (svg) return fileOf(svg, shown.title, says);
      }
    } finally {
      aside.remove();
    }
    throw new Error(t.embed.noPicture);
  }

  // Several attributes that change together are one question.
  private refresh(): void {
    this.asked.abort();
    this.asked = new AbortController();
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      if (this.isConnected) void this.answer(this.asked.signal);
    });
  }

  private async answer(signal: AbortSignal): Promise<void> {
    if (!this.now) this.put(h("p", { role: "status" }, t.states.loading));
    this.setAttribute("aria-busy", "true");
    try {
      const [shown, { statistics }] = await Promise.all([this.shown(this.query(), signal), dateOfData()]);
      if (signal.aborted) return;
      this.frame(shown, statistics);
      await (this.drawn = this.draw());
      if (signal.aborted) return;
      this.tell("ready", { title: shown.title, rows: shown.rows, revision: statistics.revision });
    } catch (cause) {
      if (signal.aborted) return;
      this.fail(cause instanceof Failure ? cause : new Failure("INTERNAL", String(cause)));
    } finally {
      if (!signal.aborted) this.removeAttribute("aria-busy");
    }
  }

  /** The attributes as the parameters of an address; one without a value counts as 1. */
  private query(): URLSearchParams {
    const q = new URLSearchParams();
    const of = this.constructor as typeof Embedded;
    for (const name of of.parameters) {
      const value = this.getAttribute(name);
      if (value === null) continue;
      if (of.lists.includes(name)) for (const v of value.split(/\s+/).filter(Boolean)) q.append(name, v);
      else q.set(name, value.trim() || "1");
    }
    return q;
  }

  private frame(shown: Shown, d: Answer<"EmbedDate">["statistics"]): void {
    const sources = new Sources(shown.claims);
    const link = (thing: Thing) =>
      h("a", { href: host + pageOf(thing), target: "_blank", rel: "noopener", click: (e: MouseEvent) => select(thing) || e.preventDefault() }, h("bdi", {}, thing.name));
    const select = (thing: Thing) => this.tell("select", { id: thing.id, name: thing.name, type: thing.__typename, page: host + pageOf(thing) }, true);
    const show: Show = { title: shown.title, sources, link, select, width: this.clientWidth };
    const buttons = shown.views.map((v) => h("button", { type: "button", click: () => this.setAttribute("view", v.key), "data-view": v.key }, v.label));
    const area = h("div", { class: "view" });
    const date = t.embed.date(d.revision, d.newestDocument?.name, d.newestDocument?.date?.text);
    this.now = { shown, show, area, buttons, date };
    this.put(
      h("header", {}, h("h2", { id: "title" }, shown.title), buttons.length > 1 && h("div", { role: "group", "aria-label": t.explore.views, class: "views" }, buttons)),
      h("p", { id: "says", role: "status" }, shown.summary.join(" ")),
      area,
      h("footer", {}, listOf(sources, link),
        h("p", { class: "date" }, date, d.importing && " " + t.home.importing),
        h("p", {}, h("a", { href: host + shown.page, target: "_blank", rel: "noopener" }, t.embed.open)),
      ),
    );
  }

  private async draw(): Promise<void> {
    if (!this.now) return;
    const { shown, show, area, buttons } = this.now;
    const wanted = this.getAttribute("view");
    // On phones the table comes first, as in the explorer.
    const first = show.width < 480 && wanted === null ? shown.views.at(-1) : shown.views[0];
    const view = shown.views.find((v) => v.key === wanted) ?? first;
    for (const b of buttons) b.setAttribute("aria-pressed", String(b.dataset.view === view?.key));
    if (!view) return;
    show.width = area.clientWidth;
    const drawing = view.draw(show, this.asked.signal);
    if (drawing instanceof Promise) area.replaceChildren(h("p", { role: "status" }, t.states.loading));
    this.drawing = view;
    const node = await drawing;
    if (this.drawing === view) area.replaceChildren(node);
  }

  private put(...content: Node[]): void {
    this.root.replaceChildren(h("section", { lang: t.language, dir: t.direction, "aria-labelledby": "title" }, content));
  }

  private fail(f: Failure): void {
    this.now = undefined;
    const again = () => this.refresh();
    this.put(
      h("h2", { id: "title" }, t.product),
      h("div", { class: "failed", role: "alert" }, h("p", {}, namedBy(f)), f.message && h("p", {}, f.message),
        f.code !== "INVALID_ARGUMENT" && f.code !== "NOT_FOUND" && h("p", {}, h("button", { type: "button", click: again }, t.states.again))),
    );
    this.tell("error", { code: f.code, message: f.message || namedBy(f) });
  }

  // None of these goes up the page: an error there would count as one of the page's scripts.
  private tell(type: string, detail: unknown, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(type, { detail, cancelable }));
  }
}

const shownSources = 6;

function listOf(sources: Sources, link: Show["link"]): Node {
  const item = ({ evidence: e }: Sources["list"][number]) =>
    h("li", {}, e.document ? link(e.document) : (e.dataset ?? ""), e.locator && [" ", h("small", {}, e.locator)]);
  const all = sources.list;
  return h("div", { class: "sources" }, h("h3", {}, t.profile.sources),
    all.length ? h("ol", {}, all.slice(0, shownSources).map(item)) : h("p", {}, t.embed.noSources),
    all.length > shownSources &&
      h("details", {}, h("summary", {}, t.embed.moreSources(all.length - shownSources)), h("ol", { start: shownSources + 1 }, all.slice(shownSources).map(item))));
}
