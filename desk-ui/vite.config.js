import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// Built into the package, under names that do not change: a page of the server names /static/app.js and /static/app.css.
export default defineConfig({
  base: "/static/",
  plugins: [svelte({ compilerOptions: { runes: true } })],
  build: {
    outDir: "../src/reportedly/web/static",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // a font as a data: address is against the Content-Security-Policy
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: true,
    rollupOptions: {
      input: "src/main.ts",
      output: {
        entryFileNames: "app.js",
        chunkFileNames: "[name].js",
        assetFileNames: (asset) => (asset.names.some((n) => n.endsWith(".css")) ? "app.css" : "[name][extname]"),
      },
    },
  },
});
