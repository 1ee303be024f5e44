/** @file What an app pays for Heed: the size of each built entry with all that it pulls in, and what may never be pulled in. */
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type BuildResult } from "esbuild";
import { describe, expect, it } from "vitest";

/**
 * Budgets in KB, a little above what there is. `heed` was to stay under 75 and `heed/runtime` under 12 until plans became closed forms, sweeps, copies and
 * proofs, and the device began to plan: an embedded kernel brings all of it, so that it needs no compiler. Calls of few rows, shards and their merging
 * then took `heed/runtime` from 17 to 18.5; they, schedules for every device, their tuning and matrix units took `heed` from 82 to 95.
 * `fromPython` is a grammar, its tokens and an evaluator: 21 KB more for those who use it; others, whose bundler leaves it out, pay for Python's
 * spellings in the table of operations and for what messages call an operator, 0.7 KB.
 */
const entries = [
  { name: "heed", built: "dist/index.mjs", source: "src/index.ts", budget: 97, without: ["fromPython"] },
  { name: "heed with fromPython", built: "dist/index.mjs", source: "src/index.ts", budget: 119 },
  { name: "heed/runtime", built: "dist/runtime.mjs", source: "src/runtime/index.ts", budget: 19 },
] as const;

/** Packages that stay on the Node route. */
const foreign = /node_modules\/(typescript|ts-morph|@ts-morph|webgpu|@sparticuz)\//;

type Bundle = BuildResult<{ write: false; metafile: true }>;

/** All that a file exports, but for some names: what a bundler makes of an app that imports the rest. */
async function exportsOf(file: string, without: readonly string[]): Promise<string> {
  const names = Object.keys((await import(pathToFileURL(file).href)) as object).filter((name) => !without.includes(name));
  return `export { ${names.join(", ")} } from "./${file}";`;
}

async function bundle(file: string, without: readonly string[] = []): Promise<Bundle> {
  const contents = without.length > 0 ? await exportsOf(file, without) : `export * from "./${file}";`;
  return build({
    stdin: { contents, resolveDir: ".", loader: "js" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
}

/** What a bundle leaves to be found by whoever runs it. */
function outside({ metafile }: Bundle): string[] {
  return Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external).map(({ path }) => path));
}

describe.each(entries)("$name", ({ name, built, source, budget, ...rest }) => {
  it(`is at most ${budget} KB, minified and compressed`, async () => {
    const { outputFiles } = await bundle(built, "without" in rest ? rest.without : []);
    const code = outputFiles[0]?.contents ?? new Uint8Array();
    const packed = gzipSync(code, { level: 9 }).length;
    console.info(`size: ${name}: ${(code.length / 1000).toFixed(1)} KB minified, ${(packed / 1000).toFixed(1)} KB compressed, budget ${budget} KB`);
    expect(packed).toBeGreaterThan(0);
    expect(packed).toBeLessThanOrEqual(budget * 1000);
  });

  it("is built whole: nothing is left to install", async () => {
    expect(outside(await bundle(built))).toEqual([]);
  });

  it("reaches neither TypeScript nor Dawn nor anything of Node", async () => {
    const fromSource = await bundle(source);
    expect(Object.keys(fromSource.metafile.inputs).filter((path) => foreign.test(path))).toEqual([]);
    expect(outside(fromSource)).toEqual([]);
  });
});

it("who does not use fromPython has nothing of it", async () => {
  const { metafile } = await bundle("src/index.ts");
  const python = /^(grammar|src\/frontend)\/python\//;
  expect(Object.keys(metafile.inputs).filter((path) => python.test(path)).length).toBeGreaterThan(0);
  const [without] = (await bundle("dist/index.mjs", ["fromPython"])).outputFiles;
  const [whole] = (await bundle("dist/index.mjs")).outputFiles;
  expect(whole!.text).toContain("and_masks");
  expect(without!.text).not.toContain("and_masks");
});

it("heed/runtime brings no compiler", async () => {
  const { metafile } = await bundle("src/runtime/index.ts");
  expect(Object.keys(metafile.inputs).filter((path) => /chevrotain|^grammar\/|^codegen\/|^src\/(frontend|passes|compile)/.test(path))).toEqual([]);
});
