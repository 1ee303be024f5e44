/** @file The built bench: its processes are started as a user's are. Without peers, since those are packages that nobody else needs. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import type { Tuning } from "#codegen/tuning.ts";
import { compileVariant } from "#src/compile.ts";
import { openDevice } from "#src/node/dawn.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { gpuDescribe, withoutDawn } from "#test/support/device.ts";
import { scratchFolder } from "#test/support/scratch.ts";

const folder = scratchFolder();
writeFileSync(join(folder, "masks.attn"), "attention causal {\n  mask = q_idx >= kv_idx\n}\nattention soft {\n  score = 30 * tanh(score / 30)\n}\n");

const causal = variantOf("attention causal {\n  mask = q_idx >= kv_idx\n}\n");

const start = (args: string, env: NodeJS.ProcessEnv = {}) => {
  const all = [resolve("dist/cli.mjs"), "bench", ...args.split(" ")];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: folder, env: { ...process.env, ...env }, encoding: "utf8" });
  return { status, stdout, stderr: withoutDawn(stderr) };
};

gpuDescribe("bench", () => {
  it("times every variant, and finds the results right", () => {
    const { status, stdout, stderr } = start("masks.attn --shapes 1,2,1,48,48,16 --repeat 2");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const titles = ["causal 1,2,1,48,48,16 f32", "soft 1,2,1,48,48,16 f32"];
    expect(stdout.split("\n").filter((line) => /^(causal|soft) /.test(line))).toEqual(titles);
    expect(stdout.match(/^heed +[\d.]+ +[\d.]+–[\d.]+ +1\.00 .* ok +\d+ +\d+$/gm)).toHaveLength(2);
    expect(stdout).toMatch(/^ {2}fma-f32 +[\d.]+ G\/s/m);
  });

  it("tells programs, and draws", () => {
    const { status, stdout } = start("masks.attn --variant causal --shapes 1,2,2,40,40,16 --repeat 3 --json --svg bench.svg");
    expect(status).toBe(0);
    const { ceilings, results } = JSON.parse(stdout) as { ceilings: Record<string, { rate: number }>; results: Record<string, never>[] };
    expect(Object.keys(ceilings)).toEqual(expect.arrayContaining(["fma-f32", "exp", "read", "copy"]));
    expect(Object.values(ceilings).every(({ rate }) => rate > 0)).toBe(true);
    expect(results).toMatchObject([{ variant: "causal", task: { pattern: { name: "causal" } }, work: { pairs: 2 * 820 } }]);
    const [timing] = results[0]!["timings"] as unknown as { name: string; samples: number[][]; createMs: number }[];
    expect(timing).toMatchObject({ name: "heed", verdict: { isRight: true } });
    expect(timing!.samples).toHaveLength(3);
    expect(timing!.samples.flat().every((ms) => ms > 0)).toBe(true);
    expect(timing!.createMs).toBeGreaterThan(0);
    expect(readFileSync(join(folder, "bench.svg"), "utf8")).toContain("causal 1,2,2,40,40,16 f32");
  });

  it("takes what was tuned", async () => {
    const { vendor, architecture, device, description } = (await openDevice()).adapterInfo;
    const { schedule } = compileVariant(causal, { Hq: 2, D: 16, family: "quick" }).manifest;
    const shape = { D: 16, Dv: 16, dtype: "f32", block: [64, 64] } as const;
    const entry = { variant: "causal", phase: "prefill", ...shape, schedule, shapes: [], ms: 1, defaultMs: 1 } as const;
    const tuning: Tuning = { format: "heed-tuning-1", adapter: { vendor, architecture, device, description }, entries: [entry] };
    writeFileSync(join(folder, "tuned.json"), JSON.stringify(tuning));
    writeFileSync(join(folder, "elsewhere.json"), JSON.stringify({ ...tuning, adapter: { ...tuning.adapter, vendor: "acme" } }));
    const charactersWith = (file: string) => {
      const { status, stdout, stderr } = start(`masks.attn --variant causal --shapes 1,2,2,40,40,16 --repeat 1 --json --tuning ${file}`);
      const { results } = JSON.parse(stdout) as { results: { timings: { wgsl: number }[] }[] };
      return { status, stderr, characters: results[0]!.timings[0]!.wgsl };
    };
    const [tuned, elsewhere] = ["tuned.json", "elsewhere.json"].map(charactersWith);
    // A kernel that is made in no time is short, and no device's choice.
    expect(tuned).toMatchObject({ status: 0, stderr: "" });
    expect(elsewhere!.stderr).toMatch(/"W741".*`elsewhere.json` was tuned on `acme/);
    expect(elsewhere!.status).toBe(0);
    expect(2 * tuned!.characters).toBeLessThan(elsewhere!.characters);
  });

  it("does without peers that nobody asked to install", () => {
    const { status, stdout, stderr } = start("masks.attn --against tfjs", { XDG_CACHE_HOME: join(folder, "cache") });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^error\[H607\]: the bench does not have `@tensorflow\/tfjs-core@[\d.]+`, .*which `--against tfjs` needs$/m);
  });
});
