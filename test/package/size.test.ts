/** @file What an app pays for Heed: the size of each entry with all that it pulls in, and what may never be pulled in. */
import { gzipSync } from "node:zlib";
import { build, type BuildResult } from "esbuild";
import { describe, expect, it } from "vitest";

const entries = [
  { name: "heed", file: "src/index.ts", budget: 75 },
  { name: "heed/runtime", file: "src/runtime/index.ts", budget: 12 },
] as const;

/** Packages that stay on the Node route. */
const foreign = /node_modules\/(typescript|ts-morph|@ts-morph|webgpu|@sparticuz)\//;

type Bundle = BuildResult<{ write: false; metafile: true }>;

function bundle(file: string): Promise<Bundle> {
  return build({
    entryPoints: [file],
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

describe.each(entries)("$name", ({ name, file, budget }) => {
  it(`is at most ${budget} KB, minified and compressed`, async () => {
    const { outputFiles } = await bundle(file);
    const code = outputFiles[0]?.contents ?? new Uint8Array();
    const packed = gzipSync(code, { level: 9 }).length;
    console.info(`size: ${name}: ${(code.length / 1000).toFixed(1)} KB minified, ${(packed / 1000).toFixed(1)} KB compressed, budget ${budget} KB`);
    expect(packed).toBeGreaterThan(0);
    expect(packed).toBeLessThanOrEqual(budget * 1000);
  });

  it("reaches neither TypeScript nor Dawn nor anything of Node", async () => {
    const { metafile } = await bundle(file);
    expect(Object.keys(metafile.inputs).filter((path) => foreign.test(path))).toEqual([]);
    const outside = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external).map(({ path }) => path));
    expect(outside).toEqual([]);
  });
});

it("heed/runtime brings no compiler", async () => {
  const { metafile } = await bundle("src/runtime/index.ts");
  expect(Object.keys(metafile.inputs).filter((path) => /chevrotain|^grammar\/|^codegen\/|^src\/(frontend|passes|compile)/.test(path))).toEqual([]);
});
