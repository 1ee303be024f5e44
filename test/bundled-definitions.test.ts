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

/** Whether a file has anything that a function of it could close over: constants, helpers, functions of Heed's other than those of declarations. */
function hasNames(text: string): boolean {
  const imported =
    /import \{([^}]*)\} from "heed"/
      .exec(text)?.[1]
      ?.split(",")
      .map((name) => name.trim()) ?? [];
  return /^(?:const|function) /m.test(text) || imported.some((name) => name !== "" && !/^(?:attention|f16|f32|i32|u32|bool|type .*)$/.test(name));
}

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
  const { found, thrown } = attempt(() => fromDefinition(definition));
  if (found) return expect(textOf(found)).toBe(textOf(variant!));
  expect(thrown).toBeInstanceOf(HeedError);
  expect((thrown as HeedError).message).toMatch(/error\[H413\]: `\w+` is not known here/);
  expect(hasNames(readFileSync(examplePath(name, `${name}.ts`), "utf8")), "has a name to miss").toBe(true);
});

function attempt(read: () => Variant): { readonly found?: Variant; readonly thrown?: unknown } {
  try {
    return { found: read() };
  } catch (thrown) {
    return { thrown };
  }
}

it("some of either kind are among them", async () => {
  const read = async (name: string) => fromDefinition(await definitionOf(join(folder, `${name}.mjs`)));
  await expect(read("streaming-sink")).resolves.toBeDefined();
  await expect(read("swin")).rejects.toThrow(HeedError);
});
