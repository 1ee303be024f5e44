/** @file The source files of the package, for tests that hold the house to its rules. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A source file under its path from the root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** All TypeScript files of the rooms, generated ones left out. */
export function sourceFiles(): readonly SourceFile[] {
  return ["src", "grammar", "codegen"].flatMap((folder) =>
    (readdirSync(folder, { recursive: true }) as string[])
      .map((name) => join(folder, name).replaceAll("\\", "/"))
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts") && !path.includes("/generated/"))
      .map((path) => ({ path, text: readFileSync(path, "utf8") })),
  );
}

/** Every module that a file imports, as written, with the line it stands on. */
export function importsOf({ text }: SourceFile): readonly { readonly name: string; readonly line: number }[] {
  const found = text.matchAll(/^\s*(?:import|export)\b[^;"]*?"([^"]+)"|\bimport\(\s*"([^"]+)"/gm);
  return [...found].map((match) => ({ name: match[1] ?? match[2] ?? "", line: text.slice(0, match.index).split("\n").length }));
}

/** The middle value; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}
