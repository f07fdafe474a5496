import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { gzipSync } from "node:zlib";

const explorer = join(import.meta.dirname, "..");
const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length;
const sum = (files) => files.reduce((n, f) => n + gzipped(f), 0);

/** What a page loads at once: the scripts and styles that it names. */
function named(page, ending) {
  const text = readFileSync(join(explorer, page), "utf8");
  const files = [...text.matchAll(new RegExp(`(?:src|href)="/(assets/[^"]+\\.${ending})"`, "g"))].map((m) => join(explorer, "dist", m[1]));
  assert.ok(files.length > 0, `${page} names no ${ending}`);
  return files;
}

test("the first route is at most 60 KB of scripts and 10 KB of styles", () => {
  const [scripts, styles] = [sum(named("dist/index.html", "js")), sum(named("dist/index.html", "css"))];
  assert.ok(scripts <= 60_000, `${scripts} bytes of scripts`);
  assert.ok(styles <= 10_000, `${styles} bytes of styles`);
});

test("GraphiQL is at most 2.3 MB", () => {
  const folder = join(explorer, "graphiql/dist/assets");
  const all = sum(readdirSync(folder).map((f) => join(folder, f)));
  assert.ok(all <= 2_300_000, `${all} bytes`);
});

test("an embed is at most 45 KB", { skip: !existsSync(join(explorer, "dist/embed")) && "there are no embeds yet" }, () => {
  const script = gzipped(join(explorer, "dist/embed/v1.js"));
  assert.ok(script <= 45_000, `${script} bytes`);
});
