/**
 * @file Definitions met at run time in a minified bundle: a minifier renames what a function closes over, so what such a function means is
 * either the same as ever or refused, with the name it misses. Never another variant.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { beforeAll, expect, it } from "vitest";
import { HeedError } from "#src/diagnostics/diagnostic.ts";
import { fromAttn, fromDefinition } from "#src/frontend/index.ts";
import { printVariant } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";
import { runPasses } from "#src/passes/index.ts";
import { exampleNames, examplePath } from "#test/support/examples.ts";
import { definitionOf } from "#test/support/routes.ts";
import { scratchFolder } from "#test/support/scratch.ts";

/** These close over module constants, or over functions of Heed's, by name. */
const refused = [
  "circular-window",
  "contmix",
  "cross-frame",
  "dinat",
  "entity-mask",
  "falcon-registers",
  "fit",
  "generalized-neighborhood",
  "graphormer",
  "guided-patterns",
  "halonet",
  "hepos",
  "maxvit",
  "mrsa",
  "msw-msa",
  "multi-level",
  "multi-scale-window",
  "neighborhood-1d",
  "neighborhood-2d",
  "neighborhood-3d",
  "overlapping-chunks",
  "overlapping-cross-attention",
  "radial-attention",
  "relative-bias",
  "s2-attention",
  "scca",
  "swin",
  "visual-boost",
  "visual-neighbors",
  "window-attention",
];

const folder = scratchFolder();

beforeAll(async () => {
  await build({
    entryPoints: exampleNames.map((name) => ({ in: examplePath(name, `${name}.ts`), out: name })),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    alias: { heed: "./src/index.ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "silent",
  });
});

const textOf = (variant: Variant): string => printVariant(runPasses(variant));

it.each(exampleNames)("%s is itself or is refused", async (name) => {
  const [variant] = fromAttn(readFileSync(examplePath(name, `${name}.attn`), "utf8"));
  const definition = await definitionOf(join(folder, `${name}.mjs`));
  if (!refused.includes(name)) return expect(textOf(fromDefinition(definition))).toBe(textOf(variant!));
  const read = (): Variant => fromDefinition(definition);
  expect(read).toThrow(HeedError);
  expect(read).toThrow(/error\[H413\]: `\w+` is not known here/);
});
