import { defineConfig } from "vite";
import { licences } from "./licences.mjs";

// What other sites embed. Its names stay, for they stand in pages that nobody here can change;
// all else that browsers load has names that tell its content.
export default defineConfig({
  publicDir: false,
  plugins: [licences({ before: "dist/licences.md" }).ofPages],
  build: {
    target: "es2022",
    emptyOutDir: false,
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: { v1: "src/embed/v1.ts", frame: "embed.html" },
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "embed/[name].js", chunkFileNames: "embed/[name].js", assetFileNames: "embed/[name][extname]" },
    },
  },
});
