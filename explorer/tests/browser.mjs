import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Starts the system's Chromium. It asks nobody but whom a page asks. */
export function launch(...more) {
  if (!existsSync(executablePath)) throw new Error(`there is no Chromium at ${executablePath}: install it, or say where it is by CHROMIUM`);
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", ...more];
  return chromium.launch({ executablePath, args });
}

/**
 * Opens a page that notes what must not happen: errors, requests to others, and what the
 * content-security policy stopped.
 */
export async function visit(browser, url, options = {}) {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(15_000);
  const faults = [];
  await context.exposeFunction("noteStopped", (what) => faults.push(`policy: ${what}`));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (e) => {
      globalThis.noteStopped(`${e.effectiveDirective} ${e.blockedURI} ${e.sample}`);
    });
  });
  const page = await context.newPage();
  page.on("console", (m) => {
    if ((m.type() === "error" || m.type() === "warning") && !m.text().startsWith("Failed to load resource")) faults.push(`console: ${m.text()}`);
  });
  page.on("pageerror", (e) => faults.push(`error: ${e.message}`));
  page.on("dialog", (d) => {
    faults.push(`dialog: ${d.message()}`);
    void d.dismiss();
  });
  page.on("response", (r) => {
    if (r.status() >= 400) faults.push(`status ${r.status()}: ${r.url()}`);
  });
  page.on("request", (r) => {
    if (!/^(data|blob):/.test(r.url()) && new URL(r.url()).origin !== url) faults.push(`request: ${r.url()}`);
  });
  return { page, faults, close: () => context.close() };
}

/** Waits until a page has what it asked for, and its picture is drawn. */
export async function settled(page) {
  await page.locator("h1").first().waitFor();
  await page.waitForFunction(() => !document.querySelector(".loading") && !/Loading …/.test(document.querySelector("main")?.textContent ?? ""));
}
