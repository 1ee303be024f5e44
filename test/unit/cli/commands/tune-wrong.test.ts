/** @file `heed tune` where every schedule but Heed's own computes something else. */
import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import type { Tuning } from "#codegen/tuning.ts";
import type * as compiler from "#src/compile.ts";
import { heed, inFolder } from "#test/support/cli.ts";
import { gpuDescribe } from "#test/support/device.ts";

inFolder({ "causal.attn": "attention causal {\n  mask = q_idx >= kv_idx\n}\n" });

/** Kernels of schedules that the family would not choose halve the scores. */
vi.mock("#src/compile.ts", async (original) => {
  const { compileVariant } = await original<typeof compiler>();
  return {
    compileVariant: (...[variant, { schedules, ...target }]: Parameters<typeof compileVariant>) => {
      const own = compileVariant(variant, target);
      const module = compileVariant(variant, { ...target, ...(schedules ? { schedules } : {}) });
      if (JSON.stringify(module.manifest.schedule) === JSON.stringify(own.manifest.schedule)) return module;
      return { ...module, wgsl: module.wgsl.replaceAll("call.scale *", "0.5 * call.scale *") };
    },
  };
});

gpuDescribe("a schedule that is wrong", () => {
  it("is a mistake that is told, and is not written", async () => {
    const args = ["tune", "causal.attn", "--shapes", "1,1,1,80,80,4", "--budget", "3", "--repeat", "2", "-o", "tuned.json"];
    const { code, stdout, stderr } = await heed(args);
    expect(code).toBe(1);
    const said = /^error\[H615\]: the kernel of `causal, prefill` with the schedule `r\d.*` is wrong: (out|lse)\[0, 0, .*\] is .* and should be /;
    expect(stderr).toMatch(said);
    expect(stdout).toMatch(/ default, kept\n1 schedule timed by .*; [1-9]\d* failed/);
    const [entry] = (JSON.parse(readFileSync("tuned.json", "utf8")) as Tuning).entries;
    expect(stdout).toContain(
      `r${entry!.schedule.rowsPerLane} l${entry!.schedule.lanesPerRow} t1 w${entry!.schedule.workgroupSize} k${entry!.schedule.keys}`,
    );
    expect(entry!.ms).toBe(entry!.defaultMs);
  });
});
