import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The package of a module, by the nearest package.json that names one. */
function packageOf(module) {
  for (let folder = dirname(module); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (!existsSync(file)) continue;
    const { name, version, license } = JSON.parse(readFileSync(file, "utf8"));
    if (name && version) return { folder, title: `${name} - ${version} (${license})` };
  }
  throw new Error(`nobody knows of which package ${module} is`);
}

/** The licence of a package, as its folder has it; without one its title alone. */
function textOf(folder) {
  const file = readdirSync(folder).find((f) => /^(licen[cs]e|copying)/i.test(f));
  return file ? readFileSync(join(folder, file), "utf8").trim() : "";
}

/**
 * Writes licences.md: of every package that went into what browsers load, workers too, which
 * the bundler's own list leaves out. Of a second build, which adds to the files of a first one,
 * before is the list of the first.
 */
export function licences({ before } = {}) {
  const texts = new Map();
  if (before) for (const section of readFileSync(before, "utf8").split(/^## /m).slice(1)) texts.set(section.slice(0, section.indexOf("\n")), section.slice(section.indexOf("\n")).trim());
  const note = (bundle) => {
    for (const chunk of Object.values(bundle)) {
      for (const id of chunk.moduleIds ?? []) {
        if (id.startsWith("\0") || !id.includes("/node_modules/")) continue;
        const { folder, title } = packageOf(id.replace(/\?.*/, ""));
        if (!texts.has(title)) texts.set(title, textOf(folder));
      }
    }
  };
  return {
    /** For workers, which are built before the pages that start them. */
    ofWorkers: () => [{ name: "licences-of-workers", generateBundle: (_, bundle) => note(bundle) }],
    ofPages: {
      name: "licences",
      generateBundle(_, bundle) {
        note(bundle);
        const sections = [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([title, text]) => `\n## ${title}\n${text && `\n${text}\n`}`);
        this.emitFile({ type: "asset", fileName: "licences.md", source: `# Licences\n\nWhat browsers load is built with these packages.\n${sections.join("")}` });
      },
    },
  };
}
