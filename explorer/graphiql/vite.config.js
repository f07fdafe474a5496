import { defineConfig } from "vite";
import { licences } from "../licences.mjs";

const { ofPages, ofWorkers } = licences();

export default defineConfig({
  base: "/graphiql/",
  plugins: [ofPages],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 8000,
    rolldownOptions: {
      onwarn(warning, tell) {
        // Of libraries for servers that render pages, which this is not.
        if (warning.code !== "MODULE_LEVEL_DIRECTIVE") tell(warning);
      },
    },
  },
  worker: { format: "es", plugins: ofWorkers },
});
