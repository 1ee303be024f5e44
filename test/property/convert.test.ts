/**
 * @file A file written in another language means the same: random programs and every example, from `.attn` to TypeScript (read as a file, and
 * its definitions run and read) and back, and from TypeScript to `.attn`; what PyTorch's users write in Python, to both.
 */
import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groups } from "../conformance/cases/index.ts";
import type * as ast from "#grammar/ast.ts";
import { parseAttn } from "#grammar/parse.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { isAttention, type AnyDefinition } from "#src/frontend/attention.ts";
import { toAttn, toTypeScript } from "#src/frontend/convert/index.ts";
import { fromAttn, fromDefinition } from "#src/frontend/index.ts";
import { surfaceFromPython } from "#src/frontend/python/index.ts";
import { surfaceFromDefinition } from "#src/frontend/ts/from-definition.ts";
import { lowerFile } from "#src/frontend/lower.ts";
import { readTypeScriptText } from "#src/frontend/ts/ts-morph.ts";
import * as heed from "#src/index.ts";
import { printVariant } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";
import { runPasses } from "#src/passes/index.ts";
import { exampleNames, examplePath } from "#test/support/examples.ts";
import { program, typescriptOf } from "#test/support/program-arbitrary.ts";
import { propertyOptions } from "#test/support/seed.ts";

const irOf = (variant: Variant): string => printVariant(runPasses(variant));

/** A TypeScript text as its surface tree and its variants. */
function readTs(text: string): { readonly file: ast.File; readonly variants: readonly Variant[] } {
  const report = createReport();
  const file = readTypeScriptText(text, report);
  const variants = lowerFile(file, report);
  report.stop();
  return { file, variants };
}

/** What a text's definitions are when it is run. */
function runTs(text: string): AnyDefinition[] {
  const { code } = transformSync(text, { loader: "ts", format: "cjs" });
  const module = { exports: {} };
  new Function("module", "require", code)(module, () => heed);
  return Object.values(module.exports).filter(isAttention);
}

/** Writes `.attn` text in TypeScript and that in `.attn` again. */
function thereAndBack(text: string): { readonly ts: string; readonly attn: string } {
  const ts = toTypeScript({ file: parseAttn({ name: "main.attn", text }, createReport()), variants: fromAttn(text) });
  return { ts, attn: toAttn(readTs(ts)) };
}

/** A definition's variant; not held against what its functions do, which far out is JavaScript's own (`x | 0` wraps). */
function readDefinition(definition: AnyDefinition): Variant {
  const report = createReport();
  const variants = lowerFile(surfaceFromDefinition(definition, report), report);
  report.stop();
  return variants.find(({ name }) => name === definition.name)!;
}

function expectSame(text: string, readRun: (definition: AnyDefinition) => Variant): void {
  const wanted = fromAttn(text).map(irOf);
  const { ts, attn } = thereAndBack(text);
  expect(readTs(ts).variants.map(irOf)).toEqual(wanted);
  expect(runTs(ts).map((definition) => irOf(readRun(definition)))).toEqual(wanted);
  expect(fromAttn(attn).map(irOf)).toEqual(wanted);
}

it("a program in the other language is the same program", () => {
  const check = fc.property(program, (given) => {
    expectSame(given.attn, readDefinition);
    const read = readTs(typescriptOf(given));
    expect(fromAttn(toAttn(read)).map(irOf)).toEqual(read.variants.map(irOf));
    expect(readTs(toTypeScript(read)).variants.map(irOf)).toEqual(read.variants.map(irOf));
  });
  fc.assert(check, { ...propertyOptions("files in the other language", 100), endOnFailure: true });
});

describe("examples", () => {
  it.each(exampleNames)("%s", (name) => {
    const attn = readFileSync(examplePath(name, `${name}.attn`), "utf8");
    expectSame(attn, fromDefinition);
    const read = readTs(readFileSync(examplePath(name, `${name}.ts`), "utf8"));
    expect(fromAttn(toAttn(read)).map(irOf)).toEqual(fromAttn(attn).map(irOf));
  });
});

describe("Python", () => {
  it.each(groups.flatMap(({ cases }) => cases))("$name", ({ name, python, tensors = {}, params = {} }) => {
    const report = createReport();
    const file = surfaceFromPython(python, { name, tensors, params, report });
    const variants = lowerFile(file, report);
    report.stop();
    const wanted = variants.map(irOf);
    expect(wanted).toHaveLength(1);
    expect(fromAttn(toAttn({ file, variants })).map(irOf)).toEqual(wanted);
    expect(readTs(toTypeScript({ file, variants })).variants.map(irOf)).toEqual(wanted);
  });
});
