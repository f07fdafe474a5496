import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// While developing, questions go to a Migraph that is served beside.
const graph = "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [svelte()],
  // Names of assets are hashes of what is in them, so that browsers may keep them for ever.
  build: { target: "es2022", assetsDir: "assets", assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false, license: { fileName: "licences.md" } },
  worker: { format: "es" },
  server: { proxy: { "/q": graph, "/graphql": graph, "/export": graph } },
});
