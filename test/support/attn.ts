/** @file What `.attn` text comes to in tests: all that is said of it, rendered, or the IR of its variants. */
import { renderDiagnostics } from "#src/diagnostics/render.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { printVariant } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";

/** Files by the names that imports call them. */
export type Files = Readonly<Record<string, string>>;

function lower(text: string, files: Files): { said: string; variants: Variant[] } {
  const report = createReport();
  const resolve = (from: string) => (files[from] === undefined ? undefined : { name: from, text: files[from] });
  const variants = fromAttn(text, { name: "main.attn", report, resolve });
  return { said: renderDiagnostics(report.diagnostics), variants };
}

/** Everything said about a file and those it imports. */
export const saidOf = (text: string, files: Files = {}): string => lower(text, files).said;

/** The names of the variants that come out although something is said. */
export const survivorsOf = (text: string, files: Files = {}): string[] => lower(text, files).variants.map(({ name }) => name);

/** The IR of all variants of a file in which nothing is wrong. */
export function irOf(text: string, files: Files = {}): string {
  const { said, variants } = lower(text, files);
  if (said !== "") throw new Error(said);
  return variants.map(printVariant).join("");
}
