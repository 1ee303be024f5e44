/** @file The embedding example: its generated module is what the compiler writes now, and the app, built and started as its README says, runs. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { runCli } from "#src/cli/run-cli.ts";
import { gpuDescribe } from "#test/support/device.ts";
import { scratchFolder } from "#test/support/scratch.ts";
import { expectFile } from "#test/support/snapshot-file.ts";

const folder = "examples/embed-node";
const { scripts } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { scripts: Record<string, string> };

/** The README shows it, indented. */
const printed = `window 3: query 50 sees 3.00 keys, 49.00 on average
  blocks: 0 full, 12 partial, 4 empty
window 21: query 50 sees 21.00 keys, 40.00 on average
  blocks: 0 full, 12 partial, 4 empty
`;

it("has the module that its own command writes", async () => {
  const [program, ...args] = scripts["generate"]!.split(" ");
  const out = args.pop()!;
  expect([program, args.pop()]).toEqual(["heed", "-o"]);
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  // The texts are read while they are written: a stream holds back who writes more than it keeps.
  const texts = Promise.all([text(streams.stdout), text(streams.stderr)]);
  const code = await runCli(
    args.map((arg) => (arg.startsWith("..") ? join(folder, arg) : arg)),
    { ...streams, env: {} },
  );
  streams.stdout.end();
  streams.stderr.end();
  const [stdout, stderr] = await texts;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expectFile(join(folder, out), stdout);
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  expect(readme).toContain(`npx ${scripts["generate"]}`);
  expect(readme).toContain(printed.replace(/^/gm, "    ").trimEnd());
});

gpuDescribe("the app", () => {
  it("is built and started by itself, with nothing of the compiler, and prints what its README says", () => {
    const app = join(scratchFolder(), "app");
    cpSync(folder, app, { recursive: true, filter: (path) => !/\/(node_modules|dist)$/.test(path) });
    for (const name of ["webgpu", "typescript", "@webgpu/types", "@types/node"]) link(resolve("node_modules", name), join(app, "node_modules", name));
    link(resolve("."), join(app, "node_modules", "heed"));
    const run = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: app, encoding: "utf8" });
      return { status, stdout, stderr };
    };
    expect(scripts["start"]).toBe("npm run build && node dist/main.js");
    expect(run("node_modules/typescript/bin/tsc")).toEqual({ status: 0, stdout: "", stderr: "" });
    const { status, stdout } = run("dist/main.js");
    expect({ status, stdout }).toEqual({ status: 0, stdout: printed });
  });
});

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, "dir");
}
