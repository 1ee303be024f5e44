/** @file One program in three writings gives one IR: `.attn` text, a TypeScript file, a definition met at run time; and its IR text reads back as it. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { renderDiagnostics } from "#src/diagnostics/render.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { attention, bool, f16, f32, i32, type AnyDefinition } from "#src/frontend/attention.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { lowerFile } from "#src/frontend/lower.ts";
import { surfaceFromDefinition } from "#src/frontend/ts/from-definition.ts";
import { readTypeScript } from "#src/frontend/ts/ts-morph.ts";
import { parseVariant } from "#src/ir/parse.ts";
import { printVariant } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";
import { runPasses } from "#src/passes/index.ts";
import { options, program, typescriptOf, type Program } from "#test/support/program-arbitrary.ts";
import { propertyOptions } from "#test/support/seed.ts";
import { projectOf } from "#test/support/ts-routes.ts";

function fromFile(given: Program): Variant {
  const text = typescriptOf(given);
  const report = createReport();
  const variants = lowerFile(readTypeScript("main.ts", report, projectOf({ "main.ts": text })), report);
  if (report.hasErrors()) throw new Error(renderDiagnostics(report.diagnostics));
  return variants[0]!;
}

function atRunTime({ mask, score }: Program): Variant {
  const make = new Function("attention", "f32", "f16", "i32", "bool", `return attention({ ${options}, mask: ${mask}, score: ${score} })`) as (
    ...given: unknown[]
  ) => AnyDefinition;
  const report = createReport();
  const variants = lowerFile(surfaceFromDefinition(make(attention, f32, f16, i32, bool), report), report);
  if (report.hasErrors()) throw new Error(renderDiagnostics(report.diagnostics));
  return variants[0]!;
}

const irOf = (variant: Variant): string => printVariant(runPasses(variant));

it("three writings, one IR", () => {
  const check = fc.property(program, (given) => {
    const attn = fromAttn(given.attn)[0]!;
    const ir = irOf(attn);
    expect(irOf(fromFile(given))).toBe(ir);
    expect(irOf(atRunTime(given))).toBe(ir);
    expect(printVariant(parseVariant(ir))).toBe(ir);
    expect(irOf(parseVariant(printVariant(attn)))).toBe(ir);
  });
  fc.assert(check, { ...propertyOptions("DSL, TypeScript by both routes and IR text agree", 200), endOnFailure: true });
});
