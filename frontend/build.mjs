// Bundles every entry (src/*.js, src/*.css) with what it imports, and the base map, into the Python package.
import { build } from "esbuild";
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { baseMap } from "./basemap.mjs";

const out = new URL("../src/rawi/web/static/", import.meta.url).pathname;
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const entries = (await readdir("src")).filter((name) => /\.(js|css)$/.test(name)).map((name) => `src/${name}`);
await build({
  entryPoints: entries,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  outdir: out,
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".woff": "empty" },
  legalComments: "linked",
  logLevel: "warning",
});
await cp("icons", out, { recursive: true });
await baseMap(`${out}/basemap`);
