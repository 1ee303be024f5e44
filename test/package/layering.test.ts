/** @file The import order of the rooms: arrows never turn back. */
import { posix } from "node:path";
import { expect, it } from "vitest";
import { importsOf, sourceFiles, type SourceFile } from "#test/support/source-files.ts";

const order = ["diagnostics", "ir", "grammar", "frontend", "passes", "analysis", "plan", "codegen", "compile", "runtime", "index", "node", "cli"];

/** The reference is the meaning: it stands beside the compiler and needs the graph alone. Who checks against it may use it. */
const reference = { mayUse: ["diagnostics", "ir", "reference"], usedBy: ["reference", "index", "node", "cli"] };

const files = sourceFiles();

it.each(files.map((file) => [file.path, file] as const))("%s stands in a room", (path) => {
  expect([...order, "reference"]).toContain(roomOf(path));
});

it("the rooms import each other in one direction", () => {
  expect(files.flatMap(turnsBack)).toEqual([]);
});

it("no room is left through a relative path, and every path says its extension", () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter(({ name }) => (name.startsWith(".") || name.startsWith("#")) && (!name.endsWith(".ts") || leavesRoom(file, name)))
      .map(({ name, line }) => `${file.path}:${line} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

/** `src/ir/ops.ts` is in `ir`, `grammar/ast.ts` in `grammar`, `src/compile.ts` in `compile`. */
function roomOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  return first === "src" ? second.replace(/\.ts$/, "") : first;
}

function targetOf(file: SourceFile, name: string): string | undefined {
  if (name.startsWith("#")) return name.slice(1);
  return name.startsWith(".") ? posix.join(posix.dirname(file.path), name) : undefined;
}

function leavesRoom(file: SourceFile, name: string): boolean {
  return name.startsWith(".") && roomOf(targetOf(file, name) ?? "") !== roomOf(file.path) && roomOf(file.path) !== "index";
}

function turnsBack(file: SourceFile): string[] {
  const from = roomOf(file.path);
  return importsOf(file).flatMap(({ name, line }) => {
    const target = targetOf(file, name);
    return target === undefined || mayImport(from, roomOf(target)) ? [] : [`${file.path}:${line}: ${from} imports ${roomOf(target)} (${name})`];
  });
}

function mayImport(from: string, to: string): boolean {
  if (from === "reference") return reference.mayUse.includes(to);
  if (to === "reference") return reference.usedBy.includes(from);
  return order.includes(to) && order.indexOf(to) <= order.indexOf(from);
}
