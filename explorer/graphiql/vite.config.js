import { defineConfig } from "vite";

export default defineConfig({
  base: "/graphiql/",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 8000,
    license: { fileName: "licences.md" },
    rolldownOptions: {
      onwarn(warning, tell) {
        // Of libraries for servers that render pages, which this is not.
        if (warning.code !== "MODULE_LEVEL_DIRECTIVE") tell(warning);
      },
    },
  },
  worker: { format: "es" },
});
