/** @file Variants from files: `.attn` text with its imports, TypeScript by way of ts-morph, `.attn` text from standard input. */
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { packageMissing } from "#src/diagnostics/codes/device.ts";
import { unknownSource } from "#src/diagnostics/codes/usage.ts";
import { fail, type Report } from "#src/diagnostics/report.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { lowerFile } from "#src/frontend/lower.ts";
import type { Variant } from "#src/ir/variant.ts";
import { readBytes, stdinName } from "./files/input.ts";

const typescriptKinds = [".ts", ".mts", ".js", ".mjs"];

/**
 * The variants of a file in order, of a TypeScript file those it exports; `-` is standard input. The program's mistakes and warnings go to
 * the report; a file that cannot be read, or is of another kind, ends it at once with a `HeedError`.
 */
export async function loadVariants(path: string, report: Report): Promise<Variant[]> {
  const kind = path === "-" ? ".attn" : extname(path);
  if (typescriptKinds.includes(kind)) return loadTypeScript(path, report);
  if (kind !== ".attn") fail(unknownSource(path, [".attn", ...typescriptKinds]));
  const { name, text } = await readSource(path);
  return fromAttn(text, { name, resolve: resolveImport, report });
}

/** The text of a source file, under the name that messages use. */
export async function readSource(path: string): Promise<{ readonly name: string; readonly text: string }> {
  return { name: path === "-" ? stdinName : path, text: new TextDecoder().decode(await readBytes(path)) };
}

/** An import is a path from the folder of the file that imports; from standard input, from the current folder. */
function resolveImport(from: string, importer: string): { readonly name: string; readonly text: string } | undefined {
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
