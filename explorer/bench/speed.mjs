// Measures the explorer in a browser without a GPU, beside the real program: how long until a
// network stands there with names, on a fast line and as an old laptop behind a slow line has it;
// how smoothly a large picture moves; how soon suggestions are shown. Run it on a quiet machine.
import { resolve } from "node:path";
import { launch } from "../tests/browser.mjs";
import { serve } from "../tests/program.mjs";
import { ask, known } from "../tests/things.mjs";

const rounds = Number(process.env.ROUNDS ?? 7);
/** 1.6 Mbit/s and 150 ms there and back, with a processor four times slower. */
const slow = { processor: 4, line: { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 } };

const sorted = (all) => [...all].sort((a, b) => a - b);
const quantile = (all, q) => sorted(all)[Math.min(all.length - 1, Math.floor(q * all.length))];
const told = (name, figure, goal) => console.log(`${name.padEnd(52)} ${figure.padStart(12)}   goal ${goal}`);

const activities = process.argv[2] && resolve(process.argv[2]);

/** A page of a browser that has visited nothing, as fast as it can or as slow as said. */
async function open(conditions) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  if (conditions) {
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", conditions.line);
    await session.send("Emulation.setCPUThrottlingRate", { rate: conditions.processor });
  }
  return { page, close: () => context.close() };
}

/** Milliseconds from the start of the navigation until the frame in which a picture has its names. */
async function drawnAfter(path, conditions) {
  const { page, close } = await open(conditions);
  await page.addInitScript(() => {
    const named = () => {
      const svg = document.querySelector("figure svg");
      const canvas = document.querySelector("figure canvas");
      // A canvas is painted when what is in the middle of it is not its ground.
      if (svg?.querySelector("text") || (canvas && painted(canvas))) requestAnimationFrame(() => (globalThis.drawn = performance.now()));
      else requestAnimationFrame(named);
    };
    const painted = (c) => {
      const d = c.getContext("2d").getImageData(c.width / 4, c.height / 4, c.width / 2, c.height / 2).data;
      for (let i = 4; i < d.length; i += 4) if (d[i] !== d[0]) return true;
      return false;
    };
    requestAnimationFrame(named);
  });
  await page.goto(path, { waitUntil: "commit" });
  const took = await (await page.waitForFunction(() => globalThis.drawn, null, { timeout: 60_000 })).jsonValue();
  await close();
  return took;
}

async function drawing(name, path, goal, conditions) {
  await drawnAfter(path, conditions);
  const times = [];
  for (let i = 0; i < rounds; i++) times.push(await drawnAfter(path, conditions));
  told(name, `${Math.round(quantile(times, 0.5))} ms`, `${goal} ms`);
}

/** An answer of so many things and links, made of a real one by copies of its things. */
function crowd(answer, things, links) {
  const n = answer.data.neighborhood;
  const nodes = Array.from({ length: things }, (_, i) => {
    const of = n.nodes[i % n.nodes.length];
    return { ...of, hop: i ? 1 + (i % 2) : 0, degree: 6, thing: { ...of.thing, id: i < n.nodes.length ? of.thing.id : `copy${i}` } };
  });
  const like = n.links[0];
  const made = new Map();
  for (let i = 1; made.size < links; i++) {
    // Each is linked with one of those before it, as in networks that grow; then some with some.
    const from = i % things, to = i < things ? Math.floor((i * 0.37) % i) : (i * i * 31 + 7 * Math.floor(i / things)) % things;
    if (from !== to) made.set(`${from}.${to}`, { ...like, from: nodes[from].thing.id, to: nodes[to].thing.id, weight: 1 + (i % 5) });
  }
  return { data: { neighborhood: { ...n, nodes, links: [...made.values()], linkCount: links, truncated: false } } };
}

/** Frames a second while a picture is drawn about by the mouse. */
async function frames(path, things, links) {
  const { page, close } = await open();
  await page.route("**/q/LargeNetwork?*", async (route) => {
    const answer = await (await route.fetch()).json();
    await route.fulfill({ json: crowd(answer, things, links) });
  });
  await page.goto(path);
  const canvas = page.locator("figure canvas");
  await canvas.waitFor({ timeout: 60_000 });
  await page.waitForTimeout(3000); // until the forces rest
  const box = await page.locator("figure").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + 200];
  await page.evaluate(() => {
    globalThis.count = 0;
    const frame = () => { globalThis.count++; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
  });
  await page.mouse.move(x, y);
  await page.mouse.down();
  const [before, began] = await page.evaluate(() => [globalThis.count, performance.now()]);
  for (let i = 0; i < 200; i++) await page.mouse.move(x + 300 * Math.sin(i / 12), y + 120 * Math.sin(i / 7));
  const [after, ended] = await page.evaluate(() => [globalThis.count, performance.now()]);
  await page.mouse.up();
  await close();
  return ((after - before) * 1000) / (ended - began);
}

/** Milliseconds from a key until suggestions for all that was typed are shown. */
async function suggestions(url, words) {
  const { page, close } = await open();
  await page.goto(url);
  const field = page.getByRole("combobox").first();
  await field.waitFor();
  const times = [];
  for (const word of words) {
    await field.fill("");
    for (let i = 1; i <= word.length; i++) {
      const typed = word.slice(0, i);
      const answered = page.waitForResponse((r) => r.url().includes("/q/Suggest"), { timeout: 2000 }).catch(() => null);
      const began = performance.now();
      await field.press(word[i - 1]);
      if (i < 2) continue; // one letter is not asked for
      if (await answered) {
        await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
        times.push(performance.now() - began);
      } else console.log(`nothing was asked at ${typed}`);
    }
  }
  await close();
  return times;
}

/** The stakeholder of a graph that takes part in the most. */
async function hub(url) {
  const { participations } = await ask(url, "{ participations(first: 1) { facets(by: [STAKEHOLDER]) { values { value count } } } }");
  return participations.facets[0].values[0].value;
}

const [small, large] = [await serve(), activities && (await serve([activities, "--dataset", "bench"]))];
const browser = await launch();
try {
  const { iom } = await known(small.url);
  const seen = `${small.url}/explore?of=${iom.id}&most=34&hops=2`;
  await drawing("34 things", seen, 800);
  await drawing("34 things, a slow processor and line", seen, 2000, slow);
  if (large) await drawing("200 things", `${large.url}/explore?of=${await hub(large.url)}&most=200&hops=2`, 1500);
  const moved = [];
  for (let i = 0; i < 3; i++) moved.push(await frames(`${small.url}/explore?of=${iom.id}&most=200&hops=2`, 2000, 6000));
  told("2,000 things and 6,000 links, drawn about", `${quantile(moved, 0.5).toFixed(0)} a second`, "40 a second");
  for (const at of large ? [small, large] : [small]) {
    const times = await suggestions(at.url, ["migration", "malaysia", "united nations", "sandakan", "refugee"]);
    told(`suggestions, 95 of 100 of ${times.length}${at === large ? ", of the activities" : ""}`, `${Math.round(quantile(times, 0.95))} ms`, "150 ms");
  }
} finally {
  await browser.close();
  for (const one of [small, large]) await one?.close();
}
