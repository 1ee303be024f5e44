/** @file What Python text comes to in tests: all that is said of it, rendered, or the IR of its variants. */
import { renderDiagnostics } from "#src/diagnostics/render.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { f32, i32 } from "#src/frontend/attention.ts";
import { fromPython, type PythonOptions } from "#src/frontend/python/index.ts";
import { printVariant } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";

function read(text: string, options: PythonOptions): { said: string; variants: Variant[] } {
  const report = createReport();
  const variants = fromPython(text, { name: "mods.py", ...options, report });
  return { said: renderDiagnostics(report.diagnostics), variants };
}

/** Everything said about a file. */
export const saidOfPython = (text: string, options: PythonOptions = {}): string => read(text, options).said;

/** Everything said about a mask mod whose body is this, with a tensor `bias` and a number `window` at hand. */
export function saidOfMask(body: string): string {
  const lines = body.split("\n").map((line) => `    ${line}`);
  return saidOfPython(`def mask_mod(b, h, q, kv):\n${lines.join("\n")}`, { inputs: { bias: f32("Hq", "Skv") }, params: { window: i32(8) } });
}

/** The variants of a file in which nothing is wrong. */
export function variantsOf(text: string, options: PythonOptions = {}): Variant[] {
  const { said, variants } = read(text, options);
  if (said !== "") throw new Error(said);
  return variants;
}

/** The IR of all variants of a file in which nothing is wrong. */
export const pythonIr = (text: string, options: PythonOptions = {}): string => variantsOf(text, options).map(printVariant).join("");
