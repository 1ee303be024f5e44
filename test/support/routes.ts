/** @file One variant by its three routes: `.attn` text, a TypeScript file read by ts-morph, and the same file's definition met at run time. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { createReport } from "#src/diagnostics/report.ts";
import type { AnyDefinition } from "#src/frontend/attention.ts";
import { isAttention } from "#src/frontend/attention.ts";
import { fromAttn, fromDefinition } from "#src/frontend/index.ts";
import { lowerFile } from "#src/frontend/lower.ts";
import { readTypeScript } from "#src/frontend/ts/ts-morph.ts";
import type { Variant } from "#src/ir/variant.ts";

/** The one variant of a `.attn` file. */
export function fromAttnFile(path: string): Variant {
  return only(fromAttn(readFileSync(path, "utf8"), { name: path }), path);
}

/** The one variant of a TypeScript file, read as text. */
export function fromTypeScriptFile(path: string): Variant {
  const report = createReport();
  const variants = lowerFile(readTypeScript(path, report), report);
  report.stop();
  return only(variants, path);
}

/** The one definition that a TypeScript file exports, by running it. */
export async function definitionOf(path: string): Promise<AnyDefinition> {
  const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  return only(Object.values(module).filter(isAttention), path);
}

/** The variant by every route, for `NAME.attn` and `NAME.ts` side by side. */
export async function byEveryRoute(attn: string, typescript: string): Promise<Readonly<Record<"attn" | "file" | "definition", Variant>>> {
  const definition = await definitionOf(typescript);
  return { attn: fromAttnFile(attn), file: fromTypeScriptFile(typescript), definition: fromDefinition(definition) };
}

function only<T>(items: readonly T[], path: string): T {
  const [first, ...rest] = items;
  if (first === undefined || rest.length > 0) throw new Error(`${path} holds ${items.length} variants, not one`);
  return first;
}
