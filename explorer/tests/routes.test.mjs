import assert from "node:assert/strict";
import { createRequire } from "node:module";
import test, { after, before } from "node:test";
import { launch, settled, visit } from "./browser.mjs";
import { serve } from "./program.mjs";
import { known, routes } from "./things.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let served, browser, paths;
before(async () => {
  served = await serve();
  browser = await launch();
  paths = await routes(served.url);
});
after(async () => {
  await browser?.close();
  await served?.close();
});

/** What axe finds wrong with a page, by the rules of WCAG 2.2 A and AA and of good practice. */
async function violations(page) {
  await page.addScriptTag({ path: axe });
  const found = await page.evaluate(() => globalThis.axe.run());
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ")}: ${v.nodes[0].failureSummary}`);
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 1280]) {
    test(`axe finds nothing on any route, ${colorScheme}, ${width} pixels wide`, async () => {
      const all = [];
      for (const path of paths) {
        // axe comes as a script of the test's, which the page's own policy rightly stops.
        const { page, faults, close } = await visit(browser, served.url, { colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
        await page.goto(path);
        await settled(page);
        all.push(...(await violations(page)).map((v) => `${path}: ${v}`));
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wider > 0) all.push(`${path}: ${wider} pixels wider than the window`);
        all.push(...faults.map((f) => `${path}: ${f}`));
        await close();
      }
      assert.deepEqual(all, []);
    });
  }
}

test("no route asks others, tells an error, meets its policy or offers what cannot be had", async () => {
  const files = new Set();
  // The longest pages must be within the limits of the server, too.
  const { iom, mwea, malaysia, food } = await known(served.url);
  const longest = [iom, mwea, malaysia.nodes[0], food.nodes[0]].map((x) => x.permalink + "?show=100");
  longest.push("/who-does-what?show=100", "/who-does-what?view=coverage&show=100");
  for (const view of ["totals", "matrix", "chains", "diagram", "disagreements", "doubles"]) longest.push(`/funding?view=${view}&of=${iom.id}&show=100`);
  longest.push("/funding?view=diagram&ways=YEAR,PROVIDER,RECIPIENT&bars=40");
  const { page, faults, close } = await visit(browser, served.url);
  for (const path of [...paths, ...longest]) {
    await page.goto(path);
    await settled(page);
    assert.deepEqual(faults, [], path);
    assert.equal(await page.locator(".failed").count(), 0, path);
    // What is offered to be taken away can be had.
    for (const file of await page.locator("a[download]").evaluateAll((all) => all.map((a) => a.href))) files.add(file);
  }
  assert.ok(files.size > 40, `${files.size} files`);
  for (const file of files) {
    const { status } = await fetch(file);
    assert.equal(status, 200, file);
  }
  await close();
});

test("forced colours and reduced motion", async () => {
  const { page, faults, close } = await visit(browser, served.url, { forcedColors: "active", reducedMotion: "reduce" });
  await page.goto(paths.find((p) => p.startsWith("/explore?of")));
  const shape = page.locator(".network .node .shape").first();
  await shape.waitFor();
  // What is drawn has the system's colours, not ours.
  const drawn = await shape.evaluate((e) => {
    const probe = document.body.appendChild(document.createElement("p"));
    probe.className = "hidden";
    probe.style.setProperty("color", "CanvasText");
    const out = { stroke: getComputedStyle(e).stroke, system: getComputedStyle(probe).color };
    probe.remove();
    return out;
  });
  assert.equal(drawn.stroke, drawn.system);
  const moving = await page.evaluate(() => [...document.querySelectorAll("*")].filter((e) => getComputedStyle(e).transitionDuration !== "0s").length);
  assert.equal(moving, 0);
  assert.deepEqual(faults, []);
  await close();
});

test("networks are drawn without any renderer of 3D pictures", async () => {
  const plain = await launch("--disable-software-rasterizer");
  const { page, faults, close } = await visit(plain, served.url);
  const { iom } = await known(served.url);
  await page.goto(`/explore?of=${iom.id}`);
  await page.locator(".network .node").nth(5).waitFor();
  assert.deepEqual(faults, []);
  await close();
  await plain.close();
});

test("without scripts a thing has a page that tells its claims and sources", async () => {
  const { page, faults, close } = await visit(browser, served.url, { javaScriptEnabled: false });
  const { mwea } = await known(served.url);
  await page.goto(mwea.permalink);
  assert.equal(await page.locator("h1").innerText(), mwea.name);
  assert.ok((await page.locator("main p.fine").allInnerTexts()).filter((said) => said.startsWith("Said by:")).length > 5);
  assert.ok(await page.locator("h1").evaluate((h) => h.getBoundingClientRect().top < innerHeight / 2), "the page begins far below");
  await page.goto("/");
  await page.getByRole("link", { name: "the guide" }).click();
  await page.getByRole("heading", { name: "Ask it yourself" }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test("GraphiQL answers its first tab, with its workers and under its own policy", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  const workers = new Set();
  page.on("worker", (w) => workers.add(new URL(w.url()).pathname.replace(/-[\w-]{8}\.js$/, "")));
  await page.goto("/graphiql");
  await page.getByRole("tab", { name: "BangkokDialogue" }).waitFor();
  assert.deepEqual(await page.getByRole("tab").allInnerTexts(), ["BangkokDialogue", "HomeAffairs", "MalaysiaInAugust2022", "MweaRecommendations", "RoundtableEmbassies"]);
  // The editor asks for its worker when it knows the schema; before, there may be nothing to run.
  for (let i = 0; i < 150 && !workers.has("/graphiql/assets/graphql.worker"); i++) await page.waitForTimeout(100);
  assert.ok(workers.has("/graphiql/assets/graphql.worker"), [...workers].join());
  await page.locator(".graphiql-execute-button").click();
  await page.locator(".graphiql-response .view-lines").getByText("flowsIn").first().waitFor();
  assert.deepEqual(faults, []);
  await close();
});
