/** @file A file of variants as it was written: its surface tree, with the variants that it was lowered to, for what writes it anew. */
import { extname } from "node:path";
import { packageMissing } from "#src/diagnostics/codes/device.ts";
import { unknownSource } from "#src/diagnostics/codes/usage.ts";
import { fail, type Report } from "#src/diagnostics/report.ts";
import type * as ast from "#grammar/ast.ts";
import { parseAttn } from "#grammar/parse.ts";
import type { Convertible } from "#src/frontend/convert/index.ts";
import { lowerFile, type ImportResolver } from "#src/frontend/lower.ts";
import { surfaceFromPython } from "#src/frontend/python/index.ts";
import { readBytes } from "./files/input.ts";
import { isInstalled, readSource, resolveImport, typescriptKinds, type LoadOptions } from "./load-variants.ts";

const surfaceKinds: readonly string[] = [".attn", ...typescriptKinds, ".py"];

/** Reads a file, `-` being `.attn` text from standard input; the program's mistakes go to the report. */
export async function loadSurface(path: string, report: Report, { variant, ...names }: LoadOptions = {}): Promise<Convertible> {
  const kind = path === "-" ? ".attn" : extname(path);
  if (!surfaceKinds.includes(kind)) fail(unknownSource(path, surfaceKinds));
  if (typescriptKinds.includes(kind)) return readTypeScriptFile(path, report);
  const source = await readSource(path);
  const parsed = new Map<string, ast.File>();
  const parse = (from: { readonly name: string; readonly text: string }): ast.File => {
    const file = parsed.get(from.name) ?? parseAttn(from, report);
    parsed.set(from.name, file);
    return file;
  };
  const resolve: ImportResolver = (from, importer) => {
    const found = resolveImport(from, importer);
    return found && parse(found);
  };
  const chosen = variant === undefined ? {} : { variant };
  const file = kind === ".py" ? surfaceFromPython(source.text, { name: source.name, report, ...names, ...chosen }) : parse(source);
  return { file, resolve, variants: report.hasErrors() ? [] : lowerFile(file, report, resolve) };
}

async function readTypeScriptFile(path: string, report: Report): Promise<Convertible> {
  await readBytes(path);
  if (!isInstalled("ts-morph")) fail(packageMissing("ts-morph", "reading TypeScript"));
  const { readTypeScript } = await import("#src/frontend/ts/ts-morph.ts");
  const file = readTypeScript(path, report);
  const isExported = new Set(file.exported);
  return { file, variants: lowerFile(file, report).filter(({ name }) => isExported.has(name)) };
}
