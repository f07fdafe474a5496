import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { launch, settled, visit } from "./browser.mjs";
import { serve } from "./program.mjs";
import { ask } from "./things.mjs";

// What runs if any of these runs.
const run = "alert(1)";
const marks = [
  `<script>${run}</script>`, `<img src=x onerror=${run}>`, `<svg onload=${run}>`, `"><script>${run}</script>`, `' onmouseover='${run}`,
  `" autofocus onfocus="${run}`, `</title><script>${run}</script>`, `</noscript><script>${run}</script>`, `</script><script>${run}</script>`,
  `<iframe srcdoc="<script>${run}</script>">`, `<math><mtext></mtext><script>${run}</script></math>`, `{{constructor.constructor('${run}')()}}`,
  `\${${run}}`, `{@html "<script>${run}</script>"}`, `javascript:${run}`, `<a href="javascript:${run}">x</a>`, `<base href="//evil.example/">`,
  `<meta http-equiv=refresh content="0;url=javascript:${run}">`, `<object data="javascript:${run}">`, `<style>@import '//evil.example/x.css'</style>`,
  `<link rel=stylesheet href=//evil.example/x.css>`, `<form action=javascript:${run}><button>x</button></form>`, `<!--><script>${run}</script>-->`,
  `<details open ontoggle=${run}>`, `<template><script>${run}</script></template>`,
];
// Addresses that are none of the web, and those of the web that try to break out.
const refused = [
  `javascript:${run}`, `JavaScript:${run}`, `java\tscript:${run}`, ` javascript:${run}`, `javascript://example.org/%0a${run}`, `data:text/html,<script>${run}</script>`,
  `vbscript:msgbox(1)`, `file:///etc/passwd`, `blob:https://example.org/x`, `//evil.example/x`,
];
const addresses = [`https://example.org/"onmouseover="${run}`, `https://example.org/'><script>${run}</script>`, `https://example.org/#javascript:${run}`];

/** A file of facts in which every text that a page shows is hostile: a hundred and more. */
function facts() {
  const q = (s) => JSON.stringify(s);
  const out = ["dataset:", "  key: hostile", `  title: ${q(marks[0])}`, "document: paper", "documents:"];
  const paper = (key, i) => out.push(`  ${key}:`, `    name: ${q("Paper " + marks[i % marks.length])}`, `    sourceUrl: ${q(addresses[i % addresses.length])}`);
  paper("paper", 0);
  for (let i = 1; i < marks.length; i++) paper(`paper${i}`, i);
  out.push("initiatives:", "  meeting:", `    name: ${q("Meeting " + marks[3])}`, `    summary: ${q(marks[4])}`, `    targetGroups: ${q(marks[5])}`, `    locator: ${q(marks[6])}`, "    participations:");
  marks.forEach((m, i) => out.push(`      - {stakeholder: body${i}, role: PARTICIPANT, capacity: ${q(m)}, note: ${q(m)}}`));
  out.push("stakeholders:");
  marks.forEach((m, i) =>
    out.push(
      `  body${i}:`, `    name: ${q(`Body ${i} ${m}`)}`, "    kind: ORGANIZATION", `    acronym: ${q(m.slice(0, 20))}`, `    summary: ${q(m)}`,
      `    aliases: [{name: ${q(`Also ${m}`)}}]`, `    website: ${q(addresses[i % addresses.length])}`,
    ),
  );
  return out.join("\n") + "\n";
}

test("addresses that are none of the web are not imported", async () => {
  const folder = mkdtempSync(join(tmpdir(), "migraph-hostile-"));
  try {
    for (const address of refused) {
      const file = join(folder, "hostile.yaml");
      writeFileSync(file, `dataset: {key: hostile}\ndocument: paper\ndocuments:\n  paper: {name: Paper, sourceUrl: ${JSON.stringify(address)}}\n`);
      await assert.rejects(serve([file]), /Command failed/, address);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("hostile names, aliases and addresses run no script and are no links", { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "migraph-hostile-"));
  const file = join(folder, "hostile.yaml");
  writeFileSync(file, facts());
  const served = await serve([file]);
  const browser = await launch();
  const { page, faults, close } = await visit(browser, served.url);
  try {
    const of = "nodes { id name permalink }";
    const { stakeholders, initiatives, documents } = await ask(
      served.url,
      `{ stakeholders(first: 100, where: {name: {startsWith: "Body "}}) { ${of} } initiatives(where: {name: {startsWith: "Meeting"}}) { ${of} } documents(first: 50, where: {name: {startsWith: "Paper"}}) { ${of} } }`,
    );
    assert.deepEqual([stakeholders.nodes.length, initiatives.nodes.length, documents.nodes.length], [marks.length, 1, marks.length]);
    const meeting = initiatives.nodes[0];
    const paths = [
      ...[...stakeholders.nodes, meeting, ...documents.nodes].map((x) => x.permalink),
      `/search?q=${encodeURIComponent(marks[0])}`, "/search?q=body", `/explore?of=${meeting.id}`, `/explore?of=${meeting.id}&view=table&rows=claims`,
      `/explore?of=${meeting.id}&at=${stakeholders.nodes[0].id}`, `/paths?from=${stakeholders.nodes[0].id}&to=${stakeholders.nodes[1].id}`,
      `/explore?of=${encodeURIComponent(marks[1])}`, "/guide",
    ];
    for (const path of paths) {
      await page.goto(path);
      await settled(page);
      const links = await page.locator("a[href]").evaluateAll((all) => all.map((a) => a.href));
      for (const link of links) assert.match(link, /^https?:/, `${path} leads to ${link}`);
      for (const link of links) assert.doesNotMatch(link, /^https?:\/\/evil\.example/, path);
    }
    // A name is what it is, letter by letter.
    await page.goto(stakeholders.nodes[0].permalink);
    assert.equal(await page.locator("h1 bdi").textContent(), stakeholders.nodes[0].name);
    // An address that is none of the web is no link, wherever the server had it from.
    for (const address of refused) {
      await page.route("**/q/Profile?*", async (route) => {
        const answer = await (await route.fetch()).json();
        answer.data.stakeholder.website = address;
        await route.fulfill({ json: answer });
      });
      await page.goto(stakeholders.nodes[1].permalink);
      await settled(page);
      assert.equal(await page.getByRole("link", { name: "Website" }).count(), 0, address);
      await page.unroute("**/q/Profile?*");
    }
    // Suggestions, too.
    await page.getByRole("combobox").first().fill("body 1");
    await page.getByRole("option").first().waitFor();
    // An id that there is not is refused by the server, which is no fault of the page.
    assert.deepEqual(faults.filter((f) => !/^status 4\d\d: .*\/q\/Network\?of=%3Cimg/.test(f)), []);
  } finally {
    await close();
    await browser.close();
    await served.close();
    rmSync(folder, { recursive: true });
  }
});
