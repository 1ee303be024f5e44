/** @file The variants that a command is about: those of a file, or the one that `--variant` names. */
import * as codes from "#src/diagnostics/codes/usage.ts";
import { fail, type Report } from "#src/diagnostics/report.ts";
import type { Variant } from "#src/ir/variant.ts";
import { stdinName } from "#src/node/files/input.ts";
import { loadVariants, type FreeNames } from "#src/node/load-variants.ts";

/** The option, for the tables of the commands that have it. */
export const variantOption = {
  value: "NAME",
  help: "which attention of the file; of a .py file a mod or two, as alibi+causal",
} as const;

/** The one variant that a command needs; stops where the program has mistakes. */
export async function oneVariant(path: string, name: string | undefined, report: Report, names: FreeNames = {}): Promise<Variant> {
  const variants = await chosenVariants(path, name, report, names);
  const [only, ...others] = variants;
  return only && others.length === 0 ? only : fail(codes.manyVariants(labelOf(path), namesOf(variants)));
}

/** All variants of a file, or the one of a name; there is at least one. */
export async function chosenVariants(path: string, name: string | undefined, report: Report, names: FreeNames = {}): Promise<Variant[]> {
  const variants = await loadVariants(path, report, { variant: name, ...names });
  report.stop();
  // Of a Python file, what was asked for alone is read.
  const chosen = name === undefined || path.endsWith(".py") ? variants : variants.filter((variant) => variant.name === name);
  if (variants.length === 0) fail(codes.noVariant(labelOf(path)));
  return chosen.length > 0 ? chosen : fail(codes.unknownVariant(name!, labelOf(path), namesOf(variants)));
}

const namesOf = (variants: readonly Variant[]): string[] => variants.map((variant) => variant.name);

const labelOf = (path: string): string => (path === "-" ? stdinName : path);
