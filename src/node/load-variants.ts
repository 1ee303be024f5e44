/** @file Variants from files: `.attn` text with its imports, TypeScript by way of ts-morph, Python, `.attn` text from standard input. */
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { packageMissing } from "#src/diagnostics/codes/device.ts";
import { unknownSource } from "#src/diagnostics/codes/usage.ts";
import { fail, type Report } from "#src/diagnostics/report.ts";
import { fromAttn } from "#src/frontend/index.ts";
import type { Inputs, Params } from "#src/frontend/attention.ts";
import { fromPython } from "#src/frontend/python/index.ts";
import { lowerFile } from "#src/frontend/lower.ts";
import type { Variant } from "#src/ir/variant.ts";
import { readBytes, stdinName } from "./files/input.ts";

export const typescriptKinds: readonly string[] = [".ts", ".mts", ".js", ".mjs"];

/** What is known of the names that a Python file uses and does not define. */
export interface FreeNames {
  readonly inputs?: Inputs;
  readonly params?: Params;
}

export interface LoadOptions extends FreeNames {
  /** Of a Python file: the mod or generator, or two mods as `alibi+causal`; default: all. */
  readonly variant?: string | undefined;
}

/**
 * The variants of a file in order, of a TypeScript file those it exports; `-` is standard input. The program's mistakes and warnings go to
 * the report; a file that cannot be read, or is of another kind, ends it at once with a `HeedError`.
 */
export async function loadVariants(path: string, report: Report, { variant, ...names }: LoadOptions = {}): Promise<Variant[]> {
  const kind = path === "-" ? ".attn" : extname(path);
  if (typescriptKinds.includes(kind)) return loadTypeScript(path, report);
  if (kind !== ".attn" && kind !== ".py") fail(unknownSource(path, [".attn", ...typescriptKinds, ".py"]));
  const { name, text } = await readSource(path);
  if (kind === ".py") return fromPython(text, { name, report, ...names, ...(variant === undefined ? {} : { variant }) });
  return fromAttn(text, { name, resolve: resolveImport, report });
}

/** The text of a source file, under the name that messages use. */
export async function readSource(path: string): Promise<{ readonly name: string; readonly text: string }> {
  return { name: path === "-" ? stdinName : path, text: new TextDecoder().decode(await readBytes(path)) };
}

/** An import is a path from the folder of the file that imports; from standard input, from the current folder. */
export function resolveImport(from: string, importer: string): { readonly name: string; readonly text: string } | undefined {
  const name = join(importer === stdinName ? "." : dirname(importer), from);
  try {
    return statSync(name).isFile() ? { name, text: readFileSync(name, "utf8") } : undefined;
  } catch {
    return undefined;
  }
}

async function loadTypeScript(path: string, report: Report): Promise<Variant[]> {
  // Read first, so that what is wrong with the file itself is said in the same words as for any other.
  await readBytes(path);
  if (!isInstalled("ts-morph")) fail(packageMissing("ts-morph", "reading TypeScript"));
  const { readTypeScript } = await import("#src/frontend/ts/ts-morph.ts");
  const file = readTypeScript(path, report);
  const isExported = new Set(file.exported);
  return lowerFile(file, report).filter(({ name }) => isExported.has(name));
}

/** Whether an optional package can be found from here. */
export function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
