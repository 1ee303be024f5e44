/** @file `npm run demo`, started in a folder that has the examples and nothing else. */
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { gpuDescribe, withoutDawn } from "#test/support/device.ts";
import { scratchFolder } from "#test/support/scratch.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

const folder = scratchFolder();
symlinkSync(resolve("examples"), join(folder, "examples"));

gpuDescribe("the demo", () => {
  it("compiles, runs and verifies variants, and writes their kernels and plans", async () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [resolve("dist/demo.mjs")], { cwd: folder, encoding: "utf8" });
    expect({ status, stderr: withoutDawn(stderr) }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^adapter: .+ \(.+\)\n/);
    const rows = stdout.split("\n").filter((line) => line.includes("demo-out/"));
    expect(rows.length).toBeGreaterThanOrEqual(5);
    expect(rows.filter((row) => !/ ok +demo-out\/[\w-]+\.wgsl$/.test(row))).toEqual([]);
    const written = readdirSync(join(folder, "demo-out"));
    expect(written.length).toBe(2 * rows.length);
    const kernel = written.find((name) => name.endsWith(".wgsl"))!;
    expect(await validateWgsl(readFileSync(join(folder, "demo-out", kernel), "utf8"))).toEqual([]);
  });
});
