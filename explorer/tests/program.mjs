import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const root = join(import.meta.dirname, "../..");

/** The real program: of MIGRAPH, else built here. */
function built(folder) {
  if (process.env.MIGRAPH) return resolve(root, process.env.MIGRAPH);
  const binary = join(folder, "migraph");
  execFileSync("go", ["build", "-o", binary, "./cmd/migraph"], { cwd: root, stdio: "inherit" });
  return binary;
}

/** Serves a graph of its own: the built-in one, or what these imports make. */
export const serve = (...imports) => serveWith([], ...imports);

/** As serve, by these flags. */
export async function serveWith(flags, ...imports) {
  const folder = mkdtempSync(join(tmpdir(), "migraph-browser-"));
  const binary = built(folder);
  const store = ["--store", `sqlite:${join(folder, "graph.db")}`];
  for (const args of imports) execFileSync(binary, ["import", ...store, ...args], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
  const child = spawn(binary, ["serve", ...store, "--addr", "127.0.0.1:0", "--timeout", "60s", ...flags], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, MIGRAPH_LOG_LEVEL: "error" } });
  const ended = new Promise((done) => child.on("exit", () => done()));
  const url = await new Promise((found, fail) => {
    createInterface(child.stdout).on("line", (line) => {
      const at = /http:\S+/.exec(line);
      if (at) found(at[0]);
    });
    child.on("exit", () => fail(new Error("the program ended before it served")));
  });
  for (let i = 0; !(await fetch(url + "/readyz")).ok; i++) {
    if (i > 300) throw new Error("the graph is not ready after 30 s");
    await new Promise((wait) => setTimeout(wait, 100));
  }
  return {
    url,
    async close() {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
