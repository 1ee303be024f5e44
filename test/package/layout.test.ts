/** @file The top level of the repository: a newcomer sees these and nothing else. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";

const known = ["package.json", "package-lock.json", "tsconfig.json", "LICENSE", "src", "grammar", "codegen", "examples", "test"];
const madeHere = ["node_modules", "dist", "demo-out"];

it("holds the known files and folders, pages and dotfiles", () => {
  const unknown = topLevel().filter((name) => !known.includes(name) && !name.startsWith(".") && !name.endsWith(".md"));
  expect(unknown).toEqual([]);
  expect(known.filter((name) => !existsSync(name))).toEqual([]);
});

/** What git tracks; in a copy without git, what lies there and was not made by a tool. */
function topLevel(): string[] {
  if (!existsSync(".git")) return readdirSync(".").filter((name) => !madeHere.includes(name));
  const files = execFileSync("git", ["ls-files"], { encoding: "utf8" }).trim().split("\n");
  return [...new Set(files.map((file) => file.split("/")[0] ?? ""))];
}
