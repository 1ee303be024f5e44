/** @file `npm run bench`: bundles the bench from the source, its processes beside it, and runs it with plain Node. */
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

// Below the repository, so that packages are found.
mkdirSync(".cache", { recursive: true });
const folder = mkdtempSync(resolve(".cache", "bench-"));
try {
  await build({
    entryPoints: { bench: "test/bench/attention/bench.ts", "bench-worker": "src/cli/bench/worker.ts" },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "warning",
  });
  const { status } = spawnSync(process.execPath, [join(folder, "bench.mjs"), ...process.argv.slice(2)], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
