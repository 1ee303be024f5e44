/** @file The package as it would be published: packed from `dist`, looked at by publint and attw, imported and started. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { beforeAll, expect, it } from "vitest";
import { exampleNames, examplePath } from "#test/support/examples.ts";
import { scratchFolder } from "#test/support/scratch.ts";

const scratch = scratchFolder();
let archive: string;
let tarball: Buffer;
let packed: readonly string[];

beforeAll(() => {
  const text = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", scratch], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [report] = JSON.parse(text) as [{ filename: string; files: { path: string }[] }];
  archive = report.filename;
  tarball = readFileSync(join(scratch, archive));
  packed = report.files.map(({ path }) => path);
});

it("satisfies publint", async () => {
  const pkg = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, unknown>;
  const { messages } = await publint({ pack: { tarball: Uint8Array.from(tarball).buffer }, strict: true, level: "suggestion" });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

it("satisfies attw, as a package of ES modules alone", async () => {
  const result = await checkPackage(createPackageFromTarballData(Uint8Array.from(tarball)));
  if (!result.types) throw new Error("the package has no types");
  const leftOut = ["node10", "node16-cjs"];
  const problems = result.problems.filter((problem) => !("resolutionKind" in problem && leftOut.includes(problem.resolutionKind)));
  expect(problems).toEqual([]);
});

it("holds what was built and the pages, and no sources", () => {
  expect(packed).toEqual(expect.arrayContaining(["package.json", "LICENSE", "dist/index.mjs", "dist/runtime.mjs", "dist/node.mjs", "dist/cli.mjs"]));
  expect(packed.filter((path) => !/^(dist\/|examples\/|package\.json$|LICENSE$|\w+\.md$)/.test(path))).toEqual([]);
});

it("holds of the examples what `heed list` and `heed new` read", () => {
  const texts = exampleNames.flatMap((name) => ["attn", "ts"].map((form) => examplePath(name, `${name}.${form}`)));
  expect(packed.filter((path) => path.startsWith("examples/")).sort()).toEqual(["examples/index.json", ...texts].sort());
});

it("lists and starts examples from where it was unpacked", () => {
  execFileSync("tar", ["-xzf", join(scratch, archive), "-C", scratch]);
  const program = join(scratch, "package", "dist", "cli.mjs");
  expect(start([program, "list", "swin"])).toMatchObject({ status: 0, stdout: expect.stringContaining("Shifted windows over an image") });
  expect(start([program, "new", "mine", "--from", "swin", "-o", scratch])).toMatchObject({
    status: 0,
    stdout: `${join(scratch, "mine.attn")}\n`,
    stderr: "",
  });
  expect(readFileSync(join(scratch, "mine.attn"), "utf8")).toContain("attention mine {");
});

it("has a runtime of one file, so that it can be copied into a module that depends on nothing", () => {
  const code = readFileSync("dist/runtime.mjs", "utf8");
  expect(code.match(/^\s*(import|export)\b.*\bfrom\b.*$|\bimport\(/gm) ?? []).toEqual([]);
});

it.each(["heed", "heed/runtime", "heed/node"])("%s can be imported by its name", (entry) => {
  const { status, stdout, stderr } = start(["--input-type=module", "-e", `console.log(Object.keys(await import("${entry}")).length > 0)`]);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "true\n", stderr: "" });
});

it("has a command that starts", () => {
  const { status, stdout } = start([resolve("dist/cli.mjs"), "--help"]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/\bheed\b/);
});

function start(args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, args, { encoding: "utf8" });
}
