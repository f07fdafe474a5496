import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { launch, settled, visit } from "./browser.mjs";
import { serve } from "./program.mjs";
import { ask, known } from "./things.mjs";

let served, browser, things;
before(async () => {
  served = await serve();
  browser = await launch();
  things = await known(served.url);
});
after(async () => {
  await browser?.close();
  await served?.close();
});

/** Presses Tab until what has the focus is called so. */
async function tabTo(page, name) {
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press("Tab");
    const called = await page.evaluate(() => {
      const e = document.activeElement;
      return e?.getAttribute("aria-label") ?? e?.labels?.[0]?.textContent ?? e?.textContent ?? "";
    });
    if (name.test(called.trim())) return;
  }
  assert.fail(`Tab does not lead to ${name}`);
}

// The same ways, by mouse and by keyboard alone.
const hands = {
  mouse: {
    follow: (page, name) => page.getByRole("link", { name }).first().click(),
    async choose(page, label, text, option) {
      await page.getByRole("combobox", { name: label }).first().click();
      await page.keyboard.type(text);
      await page.getByRole("option", { name: option }).first().click();
    },
    async node(page, name) {
      await page.getByRole("button", { name }).first().click();
    },
  },
  keyboard: {
    async follow(page, name) {
      await tabTo(page, name);
      await page.keyboard.press("Enter");
    },
    async choose(page, label, text, option) {
      const field = page.getByRole("combobox", { name: label }).first();
      if (!(await field.evaluate((e) => e === document.activeElement))) await tabTo(page, label);
      await page.keyboard.type(text);
      const wanted = page.getByRole("option", { name: option }).first();
      await wanted.waitFor();
      for (let i = 0; i < 9 && (await wanted.getAttribute("aria-selected")) !== "true"; i++) await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
    },
    async node(page, name) {
      // One node is in the order of Tab; arrows lead from it to others.
      const node = page.getByRole("button", { name }).first();
      await tabTo(page, /, (Organization|Government|Embassy|Initiative)/);
      for (let i = 0; i < 60 && !(await node.evaluate((e) => e === document.activeElement)); i++) {
        await page.keyboard.press(["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"][Math.floor(i / 3) % 4]);
      }
      await page.keyboard.press("Enter");
    },
  },
};

for (const [hand, by] of Object.entries(hands)) {
  test(`by ${hand}: find a body and see its partners`, async () => {
    const { page, faults, close } = await visit(browser, served.url);
    await page.goto("/");
    await settled(page);
    await by.choose(page, /^Search for bodies/, "bali process", /Bali Process on/);
    await page.getByRole("heading", { level: 1, name: /Bali Process on/ }).waitFor();
    await page.goto(things.iom.permalink);
    const partners = page.getByRole("region", { name: /^Partners/ });
    await partners.getByRole("listitem").first().waitFor();
    await by.follow(page, /^See the network$/);
    await page.locator(".network .node").nth(3).waitFor();
    assert.match(await page.locator("#says").innerText(), /things and \d+ links are shown/);
    assert.deepEqual(faults, []);
    await close();
  });

  test(`by ${hand}: follow Sida's money to Sandakan`, async () => {
    const { page, faults, close } = await visit(browser, served.url);
    await page.goto("/");
    await settled(page);
    await by.follow(page, /^How did money of Sida|^How did money of Swedish/);
    const way = page.locator(".way").first();
    await way.waitFor();
    const told = await way.innerText();
    assert.match(told, /Sida|Swedish International Development/);
    assert.ok(told.includes(things.sandakan.name), told);
    await page.locator("#sources, .sources").first().waitFor();
    // Back is undo.
    await page.goBack();
    await page.getByRole("heading", { name: "Questions to begin with" }).waitFor();
    assert.deepEqual(faults, []);
    await close();
  });

  test(`by ${hand}: find who could introduce Project Liber8 to PRM`, async () => {
    const { page, faults, close } = await visit(browser, served.url);
    await page.goto("/paths");
    await settled(page);
    await by.choose(page, /^From$/, "liber8", /Project Liber8/);
    await page.waitForURL(/from=/);
    await settled(page);
    await by.choose(page, /^To$/, "Bureau of Population", /Bureau of Population/);
    const way = page.locator(".way").first();
    await way.waitFor();
    const told = await way.innerText();
    assert.ok(told.includes(things.liber8.name) && told.includes(things.prm.name), told);
    const { searchParams } = new URL(page.url());
    assert.deepEqual([searchParams.get("from"), searchParams.get("to")], [things.liber8.id, things.prm.id]);
    assert.deepEqual(faults, []);
    await close();
  });

  test(`by ${hand}: choose a thing in a network and read what links it`, async () => {
    const { page, faults, close } = await visit(browser, served.url);
    await page.goto(`/explore?of=${things.sandakan.id}`);
    await page.locator(".network .node").nth(2).waitFor();
    await by.node(page, /^IOM, Organization/);
    const panel = page.getByRole("complementary");
    await panel.waitFor();
    assert.match(await panel.innerText(), /IOM[\s\S]*What links it here[\s\S]*Sandakan/);
    assert.match(page.url(), new RegExp(`at=${things.iom.id}`));
    assert.deepEqual(faults, []);
    await close();
  });
}

test("what is exported has the rows of the table", async () => {
  const { page, faults, close } = await visit(browser, served.url, { acceptDownloads: true });
  await page.goto(`/explore?of=${things.sandakan.id}&view=table&rows=claims`);
  const rows = page.locator("main tbody tr");
  await rows.first().waitFor();
  const shown = await rows.count();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".take").getByRole("link", { name: "GEXF" }).click()]);
  const gexf = readFileSync(await download.path(), "utf8");
  await page.goto(page.url().replace("rows=claims", "rows=things"));
  await rows.first().waitFor();
  const names = await page.locator("main tbody th bdi").allInnerTexts();
  assert.ok(shown > 3 && names.length > 3);
  assert.equal(gexf.match(/<node /g).length, names.length);
  for (const name of names) assert.ok(gexf.includes(name.replaceAll("&", "&amp;").replaceAll("'", "&#39;")), name);
  assert.deepEqual(faults, []);
  await close();
});

/** The rows of a file of CSV, each as a map from headings. */
function records(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n)/g)) {
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ",") rows.push([]);
  }
  const [head, ...rest] = rows.filter((r) => r.length);
  return rest.map((r) => Object.fromEntries(head.map((h, i) => [h, r[i]])));
}

test("tables of a diagram and of coverage are taken away with the names and numbers that they show", async () => {
  const { page, faults, close } = await visit(browser, served.url, { acceptDownloads: true });
  async function taken() {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "This table (CSV)" }).click()]);
    return records(readFileSync(await download.path(), "utf8"));
  }
  await page.goto("/funding?view=diagram");
  await settled(page);
  const table = page.locator(".picture table");
  const cells = (row) => row.locator("th, td").allInnerTexts();
  const links = await table.locator("tbody tr").all();
  const flows = await taken();
  assert.equal(flows.length, links.length);
  assert.ok(links.length > 3);
  for (const [i, row] of links.entries()) {
    const [from, to, count] = (await cells(row)).map((c) => c.trim());
    assert.ok(from.endsWith(flows[i].From) && to.endsWith(flows[i].To), `${from}, ${to}: ${JSON.stringify(flows[i])}`);
    assert.equal(flows[i].Flows, count.replace(/\D/g, ""));
    assert.match(flows[i].Sources, /IOM Malaysia newsletter.*\[iom-malaysia-q3-2022\]/);
    assert.match(flows[i]["From, Id"], /^s\w+$/);
  }
  await page.goto("/who-does-what?view=coverage&rows=KIND&columns=COUNTRY");
  await settled(page);
  const heads = (await page.locator("table.matrix thead th").allInnerTexts()).slice(2);
  const rows = await page.locator("table.matrix tbody tr, table.matrix tfoot tr").all();
  const covered = await taken();
  assert.equal(covered.length, rows.length);
  for (const [i, row] of rows.entries()) {
    const [name, total, ...numbers] = await row.locator("th, td").evaluateAll((all) => all.map((c) => (c.querySelector(".nothing") ? "" : c.textContent.trim())));
    assert.deepEqual([Object.values(covered[i])[0], covered[i]["In all"], ...heads.map((h) => covered[i][h])], [name, total, ...numbers]);
  }
  assert.deepEqual(faults, []);
  await close();
});

test("a place leads to who works there, on what, with which sources", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  await page.goto("/who-does-what");
  await settled(page);
  await page.locator("tbody").getByRole("link", { name: "Malaysia", exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name: "Malaysia" }).waitFor();
  await settled(page);
  assert.match(page.url(), /\/place\/\w+\/malaysia$/);
  const who = page.getByRole("region", { name: /^Who works there/ });
  await who.getByRole("link", { name: "International Labour Organization" }).waitFor();
  // The number at the end of a row is that of a source below.
  const source = who.getByRole("row", { name: /International Labour Organization/ }).getByRole("link", { name: /^Source / }).first();
  const [, id] = (await source.getAttribute("href")).split("#");
  assert.match(await page.locator(`#${id}`).innerText(), /^Findings at a Glance: MWEA/);
  await page.getByRole("link", { name: "See the network" }).click();
  await page.locator(".network .node").nth(5).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test("a place counts the places within it, or itself alone, and says which", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  const malaysia = things.malaysia.nodes[0];
  // The oracle walks down from the place by itself.
  const { places } = await ask(served.url, `{ places(first: 100) { nodes { id within { id } } } }`);
  const inside = [malaysia.id];
  for (const id of inside) inside.push(...places.nodes.filter((p) => p.within?.id === id).map((p) => p.id));
  const count = async (ids) => (await ask(served.url, `{ whoDoesWhat(where: {place: {id: {in: ${JSON.stringify(ids)}}}}, first: 1) { totalCount } }`)).whoDoesWhat.totalCount;
  const [all, itself] = [await count(inside), await count([malaysia.id])];
  assert.ok(inside.length === 4 && all > itself, `${inside} ${all} ${itself}`);
  for (const address of [malaysia.permalink, `/who-does-what?place=${malaysia.id}`]) {
    await page.goto(address);
    await settled(page);
    const counted = () => page.locator("main").getByText(/^\d+ claims/).or(page.getByRole("heading", { name: /^Who does what, where/ })).first().innerText();
    assert.match(await counted(), new RegExp(`\\b${all}\\b`));
    await page.getByRole("link", { name: "only what names Malaysia itself" }).click();
    await page.waitForURL(/itself=1/);
    await page.waitForFunction((n) => !document.querySelector("main").textContent.includes(n), address.includes("?") ? `${all} claims;` : `${all} claims name`);
    await settled(page);
    assert.match(await counted(), new RegExp(`\\b${itself}\\b`));
  }
  assert.deepEqual(faults, []);
  await close();
});

test("lists of a thing are exported with as many rows as its page counts", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  for (const path of [things.iom.permalink, things.mwea.permalink, things.gcm.permalink, things.malaysia.nodes[0].permalink]) {
    await page.goto(path);
    await settled(page);
    const counted = new Map(await page.locator("main h2:has(.count)").evaluateAll((all) => all.map((h) => [h.firstChild.textContent.trim(), Number(h.querySelector(".count").textContent.replaceAll(",", ""))])));
    const lists = await page.locator(".take li:has(a + a)").evaluateAll((all) => all.map((li) => [li.firstChild.textContent.trim().replace(/:$/, ""), li.querySelector("a").href]));
    let compared = 0;
    for (const [title, address] of lists) {
      if (!counted.has(title)) continue;
      // The first line and the last tell of the export.
      const lines = (await (await fetch(address.replace("/csv?", "/ndjson?"))).text()).trim().split("\n");
      assert.equal(lines.length - 2, counted.get(title), `${path}: ${title}`);
      compared++;
    }
    assert.ok(compared > 0, path);
  }
  assert.deepEqual(faults, []);
  await close();
});

test("where neighbours are added to a network, all links among its things are there", async () => {
  const { page, faults, close } = await visit(browser, served.url, { acceptDownloads: true });
  const also = [things.iom.id, things.mwea.id];
  await page.goto(`/explore?of=${things.sandakan.id}&also=${also.join("&also=")}&view=table&rows=links`);
  await page.getByText("The neighbours of ").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "This table (CSV)" }).click()]);
  const lines = readFileSync(await download.path(), "utf8").trim().split("\r\n");
  assert.equal(await page.locator("main tbody tr").count(), lines.length - 1);
  assert.match(lines[1], /,"?\d+,.*\(Apache-2\.0\)/);
  // As the server has them: every link between two things of the picture.
  await page.goto(page.url().replace("rows=links", "rows=things"));
  const row = page.locator("main tbody th a");
  await row.nth(12).waitFor();
  const ids = await row.evaluateAll((all) => all.map((a) => new URL(a.href).pathname.split("/")[2]));
  const inside = new Set(ids);
  const pairs = new Set();
  for (const id of ids) {
    const { neighborhood } = await ask(served.url, `{ neighborhood(of: "${id}", maxNodes: 500) { links { from to type } } }`);
    for (const l of neighborhood.links) if (inside.has(l.from) && inside.has(l.to)) pairs.add([l.from, l.to, l.type].join(" "));
  }
  assert.ok(pairs.size > ids.length, `${pairs.size} links among ${ids.length} things`);
  assert.equal(lines.length - 1, pairs.size);
  assert.deepEqual(faults, []);
  await close();
});

test("the file of a network for Gephi holds what is seen, by roles, without what is hidden and with what was added", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  for (const chosen of ["", "&roles=ORGANIZER", `&hide=${things.sandakan.id}`, "&without=Government", `&also=${things.sandakan.id}`]) {
    await page.goto(`/explore?of=${things.iom.id}${chosen}`);
    await page.locator(".network .node").nth(2).waitFor();
    const [, shown] = /: (\d+) things/.exec(await page.locator("#says").innerText());
    const file = await page.getByRole("link", { name: "Its network (GEXF, for Gephi)" }).getAttribute("href");
    const text = await (await fetch(served.url + file)).text();
    assert.equal([...text.matchAll(/<node id="(\w+)"/g)].length, Number(shown), `${chosen}: ${file}`);
    assert.equal(text.includes(`<node id="${things.sandakan.id}"`), !/ORGANIZER|hide/.test(chosen), chosen);
  }
  assert.deepEqual(faults, []);
  await close();
});

test("the money of a thing of a network is drawn in the page", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  await page.goto(`/explore?of=${things.sandakan.id}`);
  await page.getByRole("link", { name: "Flow of money" }).click();
  await page.locator(".sankey .bar").first().waitFor();
  assert.match(page.url(), /view=flow/);
  const shown = await page.locator(".picture tbody tr").count();
  assert.ok(shown > 0);
  await page.goBack();
  await page.locator(".network .node").first().waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test("groups of an initiative stand apart from bodies", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  await page.goto(things.gcm.permalink);
  await settled(page);
  const groups = page.getByRole("region", { name: /^Groups that took part/ });
  assert.match(await groups.innerText(), /«industry bodies»/);
  assert.doesNotMatch(await page.getByRole("region", { name: /^Who took part/ }).innerText(), /A group/);
  assert.deepEqual(faults, []);
  await close();
});

test("a comparison leads to its sources", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  await page.goto(`/compare?of=${things.iom.id}&of=${things.liber8.id}`);
  await settled(page);
  const row = page.getByRole("region", { name: "Initiatives" }).getByRole("listitem").first();
  assert.match(await row.innerText(), /\d+ claims?/);
  const [, id] = (await row.getByRole("link", { name: /^Source / }).first().getAttribute("href")).split("#");
  assert.ok((await page.locator(`#${id}`).getByRole("link").first().getAttribute("href")).startsWith("/document/"));
  // Every number of the overview leads to the list that it counts.
  for (const link of await page.locator("td a").all()) {
    const list = page.locator(`[id="${(await link.getAttribute("href")).slice(1)}"]`);
    assert.equal(await list.locator(".count").innerText(), await link.innerText());
  }
  assert.deepEqual(faults, []);
  await close();
});

test("a page on which nothing is chosen has examples of this graph", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  await page.goto("/explore");
  await settled(page);
  await page.getByRole("region", { name: "Examples" }).getByRole("link", { name: "Around IOM" }).first().click();
  await page.locator(".network .node").nth(5).waitFor();
  await page.goto("/paths");
  await settled(page);
  await page.getByRole("region", { name: "Examples" }).getByRole("link", { name: /^Who could introduce / }).first().click();
  await page.getByRole("heading", { name: /^Way 1: / }).waitFor();
  await page.goto("/");
  await settled(page);
  const questions = await page.getByRole("region", { name: "Questions to begin with" }).getByRole("link").evaluateAll((all) => all.map((a) => new URL(a.href).pathname.split("/")[1]));
  assert.ok(questions.length >= 5 && new Set(questions).size >= 3, questions.join());
  assert.deepEqual(faults, []);
  await close();
});

test("a comparison tells money between bodies, and its workbook has a row a thing", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  await page.goto("/compare");
  await settled(page);
  const examples = page.getByRole("region", { name: "Examples" }).getByRole("link");
  for (const address of await examples.evaluateAll((all) => all.map((a) => a.href))) {
    const compared = new URL(address).searchParams.getAll("of");
    const { comparison } = await ask(served.url, `{ comparison(of: ${JSON.stringify(compared)}) { coParticipants { sharedCount } initiatives { sharedCount } } }`);
    assert.ok(comparison.initiatives.sharedCount > 0, address);
  }
  assert.ok((await examples.count()) > 0);
  await page.goto(`/compare?of=${things.iom.id}&of=${things.sida.id}`);
  await settled(page);
  assert.match(await page.getByText(/^IOM and .* share /).innerText(), /Money or goods between them: 1 flow \(IOM and Swedish/);
  assert.match(await page.getByRole("region", { name: "Money and goods between them" }).innerText(), /Sandakan, Sabah, through IOM/);
  const book = new URL(await page.getByRole("link", { name: "All lists (Excel)" }).evaluate((a) => a.href));
  assert.equal((await fetch(book)).status, 200);
  // A sheet is what the same list is as CSV.
  const lists = book.searchParams.get("list").split(",");
  assert.equal(lists.length, 18);
  const csv = (await (await fetch(String(book).replace(".xlsx", ".csv").replace(/&list=.*/, `&list=${lists.find((l) => /initiatives.alone/.test(l))}`))).text());
  const alone = records(csv).filter((r) => r.stakeholder === "IOM");
  const { comparison } = await ask(served.url, `{ comparison(of: ["${things.iom.id}", "${things.sida.id}"]) { initiatives { alone { count } } } }`);
  assert.equal(alone.length, comparison.initiatives.alone[0].count);
  assert.deepEqual(faults, []);
  await close();
});

test("a document of many claims tells each kind in one order over all pages", async () => {
  const facts = ["dataset: {key: ledger, title: Ledger, licence: Apache-2.0}", "document: ledger", "documents:", "  ledger: {name: Ledger}", "stakeholders:", "  giver: {name: Giver, kind: ORGANIZATION}", "  taker: {name: Taker, kind: ORGANIZATION}", "flows:"];
  const day = (i) => new Date(Date.UTC(2020, 0, 1 + ((i * 37) % 120))).toISOString().slice(0, 10);
  for (let i = 0; i < 130; i++) {
    const when = i < 120 ? `, start: ${day(i)}, end: ${day(i)}` : "";
    facts.push(`  - {key: f${i}, type: DISBURSEMENT, provider: giver, recipient: taker, amount: "${i + 1}", currency: USD${when}}`);
  }
  const folder = mkdtempSync(join(tmpdir(), "migraph-facts-"));
  writeFileSync(join(folder, "ledger.yaml"), facts.join("\n"));
  const ledger = await serve([join(folder, "ledger.yaml")]);
  const { page, faults, close } = await visit(browser, ledger.url);
  const { document } = await ask(ledger.url, `{ document(by: {slug: "ledger"}) { permalink } }`);
  await page.goto(`${document.permalink}?kind=flows`);
  const told = [];
  for (const size of [100, 30]) {
    await page.waitForFunction((n) => globalThis.document.querySelectorAll("ul.claims li").length === n, size);
    told.push(...(await page.locator("ul.claims li").allInnerTexts()));
    if (size === 100) await page.getByRole("link", { name: "The next ones" }).click();
  }
  assert.equal(new Set(told).size, 130);
  const days = told.map((x) => /, (\d+ \w+ 2020)/.exec(x)?.[1] ?? "");
  assert.equal(days.indexOf(""), 120, "undated ones come last");
  const times = days.slice(0, 120).map((d) => Date.parse(d + " UTC"));
  assert.deepEqual(times, [...times].sort((a, b) => b - a));
  assert.deepEqual(faults, []);
  await close();
  await ledger.close();
  rmSync(folder, { recursive: true });
});

test("a document tells its claims by kind and subject, and all of them can be taken away", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  await page.goto(things.newsletter.permalink);
  await settled(page);
  // What is more than a page can be had page by page, in one order: nothing is told twice, nothing is left out.
  const heading = page.locator("#participations");
  const total = Number(/\d+$/.exec(await heading.innerText())[0]);
  assert.ok(total > 20 && total < 100, `${total} participations`);
  const claims = () => page.locator("#participations ~ ul").first().locator("li").allInnerTexts();
  assert.equal((await claims()).length, 20);
  await page.getByRole("link", { name: "Participations: All of them" }).click();
  await heading.waitFor();
  await page.waitForFunction((n) => document.querySelectorAll("#participations ~ ul:first-of-type li").length === n, total);
  assert.equal(new URL(page.url()).searchParams.get("kind"), "participations");
  await page.getByRole("link", { name: "All that it says, by kind" }).click();
  await page.locator("#flows").waitFor();
  const { document } = await ask(served.url, `{ document(by: {slug: "mbhr-validation-workshop-2024"}) { permalink } }`);
  await page.goto(document.permalink);
  await settled(page);
  const kinds = await page.locator("main section h3").allInnerTexts();
  assert.ok(kinds.length > 1, kinds.join());
  const subjects = await page.locator("main section ul.claims").first().locator("li").evaluateAll((all) => all.map((li) => li.querySelector("a")?.textContent ?? ""));
  assert.deepEqual(subjects, [...subjects].sort((a, b) => a.localeCompare(b)));
  // Each list that can be taken away has as many rows as its heading counts, for all fit on one page.
  const lists = await page.locator(".take li:has(a + a)").evaluateAll((all) => all.map((li) => [li.firstChild.textContent.trim().replace(/:$/, ""), li.querySelector("a").href]));
  assert.ok(lists.length > 0);
  for (const [name, address] of lists) {
    const lines = (await (await fetch(address.replace("/csv?", "/ndjson?"))).text()).trim().split("\n");
    const heading = kinds.find((k) => k.startsWith(name));
    assert.ok(heading, `${name} of ${kinds}`);
    assert.equal(lines.length - 2, Number(/\d+$/.exec(heading)[0]), name);
  }
  assert.deepEqual(faults, []);
  await close();
});

test("where there is nothing, the explorer says so and leads on", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  const wrong = { "/o/xx": "«xx» is not the id of a body", "/initiative/zz/name": "«zz» is not the id of an initiative", "/document/1": "«1» is not the id of a document", [`/o/${things.sandakan.id}`]: "is not the id of a body" };
  const addresses = ["/nowhere", "/o/saaaaaaaaaaaa/nobody", ...Object.keys(wrong)];
  for (const address of addresses) {
    const response = await page.goto(address);
    assert.equal(response.status(), 404, address);
    await page.getByRole("heading", { level: 1, name: "There is nothing under this address" }).waitFor();
    assert.ok((await page.locator("main").innerText()).includes(wrong[address] ?? "mistyped"), address);
    assert.ok(await page.locator("main").getByRole("combobox", { name: /^Search for bodies/ }).isVisible());
  }
  await page.getByRole("main").getByRole("link", { name: "Who does what" }).click();
  await page.getByRole("heading", { level: 1, name: "Who does what" }).waitFor();
  assert.deepEqual(faults.filter((f) => !addresses.some((a) => f === `status 404: ${served.url}${a}`)), []);
  await close();
});

test("chains are exported a step a row", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  await page.goto(`/funding?view=chains&of=${things.sida.id}`);
  await settled(page);
  const steps = await page.locator(".way > li").count();
  const table = await (await fetch(await page.getByRole("link", { name: "This table (CSV)" }).evaluate((a) => a.href))).text();
  assert.ok(steps > 0);
  assert.equal(table.trim().split("\n").length - 1, steps);
  assert.match(table, /IOM Malaysia newsletter/);
  // A row tells of which chain it is a step, and which one.
  assert.deepEqual(records(table).map((r) => `${r.chain}.${r.step}`), await page.locator("section:has(> .way)").evaluateAll((all) => all.flatMap((c, i) => [...c.querySelectorAll(".way > li")].map((_, j) => `${i + 1}.${j + 1}`))));
  assert.deepEqual(faults, []);
  await close();
});

test("ways are exported a step a row, and tell what they share once", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  await page.goto(`/paths?from=${things.liber8.id}&to=${things.prm.id}`);
  await settled(page);
  const ways = page.locator("section:has(> .way)");
  const links = await ways.evaluateAll((all) => all.map((w) => w.querySelectorAll(".way > li").length - 1));
  const rows = records(await (await fetch(await page.getByRole("link", { name: "This table (CSV)" }).evaluate((a) => a.href))).text());
  assert.deepEqual(rows.map((r) => `${r.way}.${r.step}`), links.flatMap((n, i) => Array.from({ length: n }, (_, j) => `${i + 1}.${j + 1}`)));
  assert.ok(rows.every((r) => r.from && r.to && r.says && r.claim && r.sources), JSON.stringify(rows[0]));
  const told = await page.locator(".way .claims li").allInnerTexts();
  assert.ok(told.length > 3);
  assert.deepEqual(told, [...new Set(told)]);
  // What is not told again is told on the way that is named.
  const again = page.getByRole("link", { name: /^as on way \d/ }).first();
  const at = page.locator(`section:has(> ${await again.getAttribute("href")})`);
  assert.match(await at.innerText(), /Project Liber8 was a partner in/);
  assert.deepEqual(faults, []);
  await close();
});

test("tables are exported with the rows and columns of the page, and not more", async () => {
  const { page, faults, close } = await visit(browser, served.url);
  for (const [address, columns, total] of [
    ["/who-does-what", ["who", "who id", "role", "within", "what", "where", "start", "target group", "claim", "sources"], /^(\d+) claims/],
    ["/who-does-what?by=WHO", ["who", "who id", "group", "claim count", "claim", "sources"], /^(\d+) rows/],
    ["/funding?by=PROVIDER&by=YEAR", ["provider", "provider id", "year", "stage"], /^(\d+) rows/],
    ["/funding", ["provider", "provider id", "stage", "sum amount", "currency", "flows", "without amount", "flow", "sources"], /^(\d+) rows/],
  ]) {
    await page.goto(address);
    await settled(page);
    const says = await page.locator("main").getByText(total).first().innerText();
    const rows = records(await (await fetch(await page.getByRole("link", { name: "This table (CSV)" }).evaluate((a) => a.href))).text());
    assert.equal(rows.length, Number(total.exec(says)[1]), address);
    const has = Object.keys(rows[0]);
    assert.deepEqual(columns.filter((c) => !has.includes(c)), [], `${address}: ${has}`);
    assert.ok(has.length <= 30, `${address}: ${has}`);
    assert.ok(rows.every((r) => r.sources), address);
  }
  assert.deepEqual(faults, []);
  await close();
});

test("what datasets tell differently, and both sides report, is shown side by side and converted with its rates", async () => {
  const fixture = (name) => join(import.meta.dirname, "fixtures", name);
  const two = await serve([fixture("register.yaml")], [fixture("report.yaml")], ["--dataset", "rates", fixture("rates.csv")]);
  const { page, faults, close } = await visit(browser, two.url);
  const main = page.getByRole("main");
  await page.goto("/funding?view=disagreements");
  await settled(page);
  assert.match(await main.innerText(), /By register: .*100,000 SEK, 1 March 2022[\s\S]*By report: .*110,000 SEK, 5 March 2022/);
  assert.deepEqual(await page.getByRole("row", { name: /^amount/ }).first().getByRole("cell").allInnerTexts(), ["100,000", "110,000"]);
  // What the register tells counts, so nothing of the report is in a sum: that is no unknown amount.
  await page.goto("/funding?by=RECIPIENT&by=YEAR&from=2022&to=2022");
  await settled(page);
  assert.match(await page.getByRole("row", { name: /Cahaya Society/ }).innerText(), /nothing counts here[\s\S]*1 flow is told otherwise/);
  // From the page of the initiative to all that is told of it differently.
  const { search } = await ask(two.url, `{ search(text: "An invented programme", first: 1) { nodes { thing { permalink } } } }`);
  await page.goto(search.nodes[0].thing.permalink);
  await page.getByRole("link", { name: "Side by side" }).first().click();
  await page.getByRole("row", { name: /^role/ }).waitFor();
  assert.equal(await page.locator("section[aria-labelledby^=told-]").count(), 4);
  await page.goto("/funding?view=doubles");
  await settled(page);
  assert.match(await page.getByRole("row", { name: /IOM/ }).innerText(), /500,000 SEK[\s\S]*480,000 SEK[\s\S]*480,000 SEK[\s\S]*20,000 SEK/);
  // 100,000 at 0.105, 500,000 at 0.097 and 20,000 EUR at 1.07; of MYR there is no rate.
  await page.goto("/funding");
  await page.getByLabel("Convert into").selectOption("USD");
  const sum = page.getByRole("row", { name: /80,400 USD/ });
  await sum.getByText("Converted from 600,000 SEK and 20,000 EUR").click();
  assert.match(await sum.innerText(), /1 SEK as 0\.097 to 0\.105, by rates of 1 March 2022 to 2 May 2023/);
  assert.match(await page.locator("#sources + ol").innerText(), /Invented rates/);
  await page.getByRole("row", { name: /7,000 MYR/ }).getByText("no rate is near its date").waitFor();
  await page.getByRole("link", { name: "Matrix" }).click();
  await settled(page);
  const shown = await page.locator(".matrix tbody td").allInnerTexts();
  const table = await (await fetch(await page.getByRole("link", { name: "This table (CSV)" }).evaluate((a) => a.href))).text();
  for (const amount of ["59000", "21400", "27600"]) {
    assert.ok(shown.some((s) => s.replaceAll(",", "").startsWith(amount)), `${amount} in ${shown}`);
    assert.match(table, new RegExp(`,${amount},USD`), amount);
  }
  assert.deepEqual(faults, []);
  await close();
  await two.close();
});

const covid = join(import.meta.dirname, "../../../shared/data/iati/hdx-covid/dportal.xml.gz");
test("a large file of published activities", { skip: !existsSync(covid) && "there is no ../shared/data beside the repository" }, async () => {
  const large = await serve(["--dataset", "hdx-covid", covid]);
  const { page, faults, close } = await visit(browser, large.url);
  await page.goto("/search?q=covid&type=initiative");
  await page.locator(".hits li").first().waitFor();
  assert.match(await page.getByRole("main").getByRole("status").innerText(), /^(At least )?[\d,]+ things for/);
  await page.locator(".hits a").first().click();
  await page.waitForURL(/\/initiative\//);
  await settled(page);
  await page.goto("/search?q=world+food+programme&type=stakeholder");
  await page.locator(".hits a").first().click();
  await page.getByRole("link", { name: "See the network" }).click();
  await page.locator(".network .node").nth(1).waitFor();
  assert.match(await page.locator("#says").innerText(), /things and \d+ links are shown/);
  assert.deepEqual(faults, []);
  await close();
  await large.close();
});
