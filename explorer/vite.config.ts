import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type HtmlTagDescriptor, type Plugin } from "vite";
import { licences } from "./licences.mjs";

// While developing, questions go to a Migraph that is served beside.
const graph = "http://127.0.0.1:8080";

/** The page names what its small first script loads at once: the line is not idle until that has come. */
const preloaded: Plugin = {
  name: "preload-start",
  transformIndexHtml: {
    order: "post",
    handler(_, { bundle }) {
      const chunks = Object.values(bundle ?? {}).filter((c) => c.type === "chunk");
      const start = chunks.find((c) => c.facadeModuleId?.endsWith("/src/start.ts"));
      if (!bundle) return;
      if (!start) throw new Error("src/start.ts is no chunk of its own");
      const first = chunks.find((c) => c.isEntry)!;
      const files = [start.fileName, ...start.imports].filter((f) => f !== first.fileName);
      return files.map((f): HtmlTagDescriptor => ({ tag: "link", attrs: { rel: "modulepreload", crossorigin: true, href: `/${f}` }, injectTo: "head" }));
    },
  },
};

const { ofPages, ofWorkers } = licences();

export default defineConfig({
  plugins: [svelte(), preloaded, ofPages],
  // Names of assets are hashes of what is in them, so that browsers may keep them for ever.
  build: { target: "es2022", assetsDir: "assets", assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false },
  worker: { format: "es", plugins: ofWorkers },
  server: { proxy: { "/q": graph, "/graphql": graph, "/export": graph } },
});
