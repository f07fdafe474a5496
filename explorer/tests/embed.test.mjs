// What other sites embed, in a page of another origin that forbids all but what it needs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { gzipSync } from "node:zlib";
import { launch } from "./browser.mjs";
import { serveWith } from "./program.mjs";

// The addresses of the program and of the other site, once they serve.
let graph, here;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

const policy = () => `default-src 'none'; script-src ${graph}; style-src 'self'; connect-src ${graph}; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'`;
const pages = () => ({
  "/": ["text/html", policy(), `<!doctype html><html lang="de"><title>Gastgeber</title><link rel="stylesheet" href="/host.css"><script type="module" src="${graph}/embed/v1.js"></script><main><h1>Gastgeber</h1></main>`],
  "/frame": ["text/html", `default-src 'none'; script-src 'self'; frame-src ${graph}`, `<!doctype html><html lang="de"><title>Rahmen</title><script src="/host.js"></script><iframe title="Netz"></iframe>`],
  // Rules of the page must not reach into the elements.
  "/host.css": ["text/css", policy(), "h2, button, table { display: none } main { padding: 1rem }"],
  "/host.js": ["text/javascript", policy(), `addEventListener("message", (e) => { if (e.origin === "${graph}" && e.data?.type === "migraph:height") document.querySelector("iframe").height = e.data.height; });`],
});

let server, served, browser, ids, names;

before(async () => {
  server = http.createServer((q, r) => {
    const [type, csp, body] = pages()[new URL(q.url, here).pathname] ?? ["text/plain", policy(), ""];
    r.writeHead(200, { "Content-Type": `${type}; charset=utf-8`, "Content-Security-Policy": csp }).end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  here = `http://127.0.0.1:${server.address().port}`;
  served = await serveWith(["--cors-origin", here, "--frame-ancestor", here]);
  graph = served.url;
  browser = await launch();
  const home = (await (await fetch(graph + "/q/Home")).json()).data;
  const things = ["sida", "sandakan", "prm", "liber8"];
  ids = Object.fromEntries(things.map((k) => [k, home[k].id]));
  names = Object.fromEntries(things.map((k) => [k, home[k].name]));
});
after(async () => {
  await browser?.close();
  await served?.close();
  server?.close();
});

/** Opens a page that notes errors, requests to others, and what its policy stopped. */
async function open(path = "/", options = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, ...options });
  const faults = [];
  await context.exposeFunction("noteStopped", (what) => faults.push(`policy: ${what}`));
  await context.addInitScript(() => addEventListener("securitypolicyviolation", (e) => globalThis.noteStopped(`${e.effectiveDirective} ${e.blockedURI}`)));
  const page = await context.newPage();
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && faults.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => faults.push(`error: ${e.message}`));
  page.on("request", (r) => ![here, graph].includes(new URL(r.url()).origin) && !r.url().startsWith("data:") && faults.push(`request: ${r.url()}`));
  // Browsers ask for an icon that the page does not have.
  await context.route("**/favicon.ico", (r) => r.fulfill({ status: 204 }));
  await page.goto(here + path);
  return { page, faults, close: () => context.close() };
}

/** Puts an element into the page; gives what its first event, ready or error, tells. */
function embed(page, name, attributes) {
  return page.evaluate(
    ([name, attributes]) =>
      new Promise((done) => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        globalThis.selected = [];
        element.addEventListener("select", (e) => globalThis.selected.push(e.detail));
        for (const type of ["ready", "error"]) element.addEventListener(type, (e) => done({ type, ...e.detail }));
        document.querySelector("main").append(element);
      }),
    [name, attributes],
  );
}

const all = () => [
  ["stakeholder-network", { of: ids.sida }, names.sida],
  ["stakeholder-card", { of: ids.prm }, names.prm],
  ["stakeholder-flow", { stage: "OTHER", ways: "PROVIDER,THROUGH,RECIPIENT" }, "Money"],
  ["stakeholder-table", { initiative: ids.sandakan }, names.sandakan],
  ["stakeholder-path", { from: ids.liber8, to: ids.prm }, names.liber8],
];

test("each element shows title, sources, date, table and the way to the explorer", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page, faults, close } = await open("/", { colorScheme });
    for (const [name, attributes, title] of all()) {
      const told = await embed(page, name, attributes);
      assert.equal(told.type, "ready", `${name}: ${told.code} ${told.message}`);
      assert.ok(told.title.includes(title), told.title);
      assert.ok(told.rows > 0, name);
      const element = page.locator(name);
      assert.ok(await element.getByRole("heading", { level: 2, name: told.title }).isVisible(), name);
      assert.match(await element.locator("footer .sources li").first().innerText(), /IOM Malaysia|Website|IATI/);
      assert.ok((await element.locator("footer .sources a").first().getAttribute("href")).startsWith(`${graph}/document/`));
      assert.match(await element.locator("footer .date").innerText(), /^Data: revision \d+; /);
      assert.ok((await element.getByRole("link", { name: "Open in Migraph" }).getAttribute("href")).startsWith(graph + "/"));
      if (name !== "stakeholder-table") await element.getByRole("button", { name: "Table", exact: true }).click();
      assert.equal(await element.locator("tbody tr").count(), told.rows, `${name}: rows of the table`);
    }
    await page.evaluate(axe);
    for (const view of ["picture", "table"]) {
      await page.evaluate((view) => document.querySelectorAll("main > *").forEach((e) => (view === "table" ? e.setAttribute("view", "table") : e.setAttribute("view", e.localName === "stakeholder-card" ? "card" : e.localName === "stakeholder-flow" ? "flow" : "network"))), view);
      await page.waitForTimeout(500);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document.querySelector("main")));
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), [], `${colorScheme}, ${view}`);
    }
    assert.deepEqual(faults, []);
    await close();
  }
});

test("a thing is chosen by keyboard, and what links it is told", async () => {
  const { page, faults, close } = await open();
  await embed(page, "stakeholder-network", { of: ids.sida });
  await page.getByRole("button", { name: "Table", exact: true }).focus();
  await page.keyboard.press("Tab");
  const named = () => page.evaluate(() => document.querySelector("stakeholder-network").shadowRoot.activeElement?.getAttribute("aria-label"));
  assert.equal(await named(), `${names.sida}, Government, Funder`);
  const before = await named();
  for (const key of ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"]) {
    if ((await named()) === before) await page.keyboard.press(key);
  }
  const now = await named();
  assert.notEqual(now, before);
  await page.keyboard.press("Enter");
  const chosen = (await page.evaluate(() => globalThis.selected))[0];
  assert.ok(now.startsWith(chosen.name + ", "));
  assert.ok(chosen.page.startsWith(graph + "/") && chosen.page.includes(chosen.id));
  assert.ok((await page.locator("stakeholder-network .panel li").count()) > 0);
  assert.deepEqual(faults, []);
  await close();
});

test("a page that sees to choices itself keeps its readers", async () => {
  const { page, faults, close } = await open();
  await embed(page, "stakeholder-card", { of: ids.prm });
  await page.evaluate(() => document.querySelector("stakeholder-card").addEventListener("select", (e) => e.preventDefault()));
  await page.locator("stakeholder-card .claims a").first().click();
  assert.equal((await page.evaluate(() => globalThis.selected)).length, 1);
  assert.equal(page.context().pages().length, 1);
  assert.deepEqual(faults, []);
  await close();
});

test("pictures are taken as SVG, also while the table is shown", async () => {
  const { page, faults, close } = await open();
  const blank = await page.context().newPage();
  for (const [name, attributes] of all()) {
    for (const view of ["picture", "table"]) {
      await page.evaluate(() => document.querySelector("main").replaceChildren());
      const { title } = await embed(page, name, { ...attributes, view });
      const taken = await page.evaluate(async (name) => {
        return document.querySelector(name).exportSVG().catch((e) => e.message);
      }, name);
      if (["stakeholder-card", "stakeholder-table"].includes(name)) assert.equal(taken, "There is no picture to take.");
      else {
        const root = await blank.evaluate((svg) => {
          const { documentElement: e } = new DOMParser().parseFromString(svg, "image/svg+xml");
          return {
            name: e.localName, title: e.querySelector("title").textContent, from: e.querySelector("desc").textContent.split(" ").at(-1),
            coloured: [...e.querySelectorAll("path, rect")].some((x) => /^rgb\(\d/.test(x.getAttribute("fill"))), styled: e.querySelectorAll("[class], [style]").length,
          };
        }, taken);
        assert.ok(root.from.startsWith(graph + "/"), root.from);
        assert.deepEqual({ ...root, from: "" }, { name: "svg", title, from: "", coloured: true, styled: 0 }, `${name}, ${view}`);
      }
      assert.equal(await page.locator(`${name} section > .hidden`).count(), 0);
    }
  }
  assert.deepEqual(faults, []);
  await close();
});

test("what is wrong is told, and mended by other attributes", async () => {
  const { page, faults, close } = await open();
  const bare = await embed(page, "stakeholder-network", {});
  assert.deepEqual([bare.type, bare.code], ["error", "INVALID_ARGUMENT"]);
  assert.match(await page.locator("stakeholder-network").getByRole("alert").innerText(), /«of»/);
  const unknown = await embed(page, "stakeholder-path", { from: ids.sida, to: "saaaaaaaaaaaa" });
  assert.equal(unknown.type, "error");
  const misspelt = await embed(page, "stakeholder-flow", { stage: "PAID" });
  assert.deepEqual([misspelt.type, misspelt.code], ["error", "INVALID_ARGUMENT"]);
  await page.evaluate((of) => document.querySelector("stakeholder-network").setAttribute("of", of), ids.prm);
  await page.locator("stakeholder-network").getByRole("heading", { name: names.prm }).waitFor();
  assert.deepEqual(faults.filter((f) => !/status of 4/.test(f)), []);
  await close();
});

test("a narrow element begins with its table, and its theme can be set", async () => {
  const { page, faults, close } = await open("/", { viewport: { width: 360, height: 800 } });
  await embed(page, "stakeholder-network", { of: ids.sida, theme: "dark" });
  assert.ok(await page.locator("stakeholder-network table").isVisible());
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("stakeholder-network")).backgroundColor), "rgb(20, 24, 28)");
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  assert.deepEqual(faults, []);
  await close();
});

test("a frame is as high as what it shows", async () => {
  const { page, faults, close } = await open("/frame");
  const frame = page.locator("iframe");
  await frame.evaluate((e, src) => (e.src = src), `${graph}/embed/card?of=${ids.prm}&onclick=alert(1)&theme=dark`);
  const inside = page.frameLocator("iframe").locator("stakeholder-card");
  await inside.getByRole("heading", { level: 2 }).waitFor();
  assert.equal(await inside.getAttribute("onclick"), null);
  assert.equal(await inside.getAttribute("theme"), "dark");
  await page.waitForFunction(() => Number(document.querySelector("iframe").height) > 300);
  await page.waitForTimeout(300);
  const high = await inside.evaluate((e) => Math.ceil(e.getBoundingClientRect().height));
  assert.equal(Number(await frame.getAttribute("height")), high);
  assert.deepEqual(faults, []);
  await close();
});

test("the script is within its budget", () => {
  const size = gzipSync(readFileSync(join(import.meta.dirname, "../dist/embed/v1.js")), { level: 9 }).length;
  assert.ok(size <= 45 * 1024, `${size} bytes`);
});
