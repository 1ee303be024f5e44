/** @file Source → variants, for every route that needs no file system: `.attn` text and definitions met at run time. */
import { createReport, type Report } from "#src/diagnostics/report.ts";
import { parseAttn } from "#grammar/parse.ts";
import type * as ast from "#grammar/ast.ts";
import type { Variant } from "#src/ir/variant.ts";
import type { AnyDefinition } from "./attention.ts";
import { lowerFile } from "./lower.ts";
import { spotCheck } from "./spot-check.ts";
import { surfaceFromDefinition } from "./ts/from-definition.ts";

export interface AttnOptions {
  /** How diagnostics name the text; default `<text>`. */
  readonly name?: string;
  /** The name and text of an imported file, seen from the importing one; default: imports are not found. */
  readonly resolve?: (from: string, importer: string) => { readonly name: string; readonly text: string } | undefined;
  /** Collects diagnostics, warnings among them; without it errors are thrown and warnings dropped. */
  readonly report?: Report;
}

/** The variants of a `.attn` text, in order. Throws a `HeedError` with every mistake, unless a report collects them. */
export function fromAttn(text: string, { name = "<text>", resolve, report: given }: AttnOptions = {}): Variant[] {
  const report = given ?? createReport();
  const parsed = new Map<string, ast.File>();
  const parse = (source: { readonly name: string; readonly text: string }): ast.File => {
    const file = parsed.get(source.name) ?? parseAttn(source, report);
    parsed.set(source.name, file);
    return file;
  };
  const file = parse({ name, text });
  if (report.hasErrors() && !given) report.stop();
  const variants = lowerFile(file, report, (from, importer) => {
    const source = resolve?.(from, importer);
    return source && parse(source);
  });
  if (!given) report.stop();
  return variants;
}

/** The variant of a definition, its functions read from their own text. */
export function fromDefinition(definition: AnyDefinition, given?: Report): Variant {
  const report = given ?? createReport();
  const file = surfaceFromDefinition(definition, report);
  if (!given) report.stop();
  const variants = lowerFile(file, report);
  report.stop();
  const variant = variants.find(({ name }) => name === definition.name)!;
  spotCheck(definition, variant, report);
  report.stop();
  return variant;
}

/** What the compiler takes: a definition, or a variant that a front end has made. */
export type VariantSource = AnyDefinition | Variant;

export function toVariant(source: VariantSource): Variant {
  return "graph" in source ? source : fromDefinition(source);
}
