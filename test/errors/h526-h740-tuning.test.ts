/** @file H526, H615, H740, W741, W743: tunings that are none, or for another adapter, and schedules that compute something else. */
import { expect, test } from "vitest";
import type { Tuning } from "#codegen/tuning.ts";
import { compileVariant } from "#src/compile.ts";
import { notJson, tunedElsewhere, tunedUnfit } from "#src/diagnostics/codes/files.ts";
import { wrongSchedule } from "#src/diagnostics/codes/limits.ts";
import { renderDiagnostic } from "#src/diagnostics/render.ts";
import { compile } from "#src/runtime/compile.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { mockDevice } from "#test/support/mock-device.ts";
import { rendered } from "#test/support/safetensors-fixtures.ts";

const causal = variantOf("attention causal { mask = q_idx >= kv_idx }");
const adapter = { vendor: "", architecture: "", device: "", description: "" };
const compiledWith = (tuning: unknown) => rendered(() => compileVariant(causal, { Hq: 2, D: 64, tuning: tuning as Tuning }));
const help = "\n  = help: give what `heed tune` of this version of Heed writes";
const { schedule } = compileVariant(causal, { Hq: 2, D: 64 }).manifest;
const entry = { variant: "causal", phase: "prefill", D: 64, Dv: 64, dtype: "f32", block: [64, 64], schedule, shapes: [], ms: 1, defaultMs: 1 };
const whole = (change: object) => ({ format: "heed-tuning-1", adapter, entries: [{ ...entry, ...change }] });

test("H526: a tuning that is none", async () => {
  expect(await compiledWith("tuned.json")).toBe(`error[H526]: the tuning is "tuned.json" and must be an object${help}`);
  expect(await compiledWith({ format: "heed-tuning-2", adapter, entries: [] })).toBe(
    `error[H526]: \`format\` of the tuning is "heed-tuning-2" and must be one of heed-tuning-1${help}`,
  );
  expect(await compiledWith({ format: "heed-tuning-1", adapter: { ...adapter, device: 3 }, entries: {} })).toBe(
    `error[H526]: \`entries\` of the tuning is {} and must be a list, each an object${help}`,
  );
  expect(await compiledWith({ format: "heed-tuning-1", adapter: { ...adapter, device: 3 }, entries: [] })).toBe(
    `error[H526]: \`adapter.device\` of the tuning is 3 and must be text${help}`,
  );
});

test("H526: entries, and everything that is wrong with them", async () => {
  expect(await compiledWith(whole({ phase: "training", block: [64], headsPerKvHead: 0.5, ms: -1 }))).toBe(
    [
      `error[H526]: \`entries[0].phase\` of the tuning is "training" and must be one of prefill, decode${help}`,
      `error[H526]: \`entries[0].block\` of the tuning is [64] and must be a list, each a whole number from 1 on${help}`,
      `error[H526]: \`entries[0].headsPerKvHead\` of the tuning is 0.5 and must be a whole number from 1 on${help}`,
      `error[H526]: \`entries[0].ms\` of the tuning is -1 and must be a number from 0 on${help}`,
    ].join("\n\n"),
  );
  expect(await compiledWith(whole({ schedule: { ...schedule, keys: "4", source: "cache", teams: undefined } }))).toBe(
    [
      `error[H526]: \`entries[0].schedule.teams\` of the tuning is missing and must be a whole number from 1 on${help}`,
      `error[H526]: \`entries[0].schedule.keys\` of the tuning is "4" and must be a whole number from 1 on${help}`,
      `error[H526]: \`entries[0].schedule.source\` of the tuning is "cache" and must be one of workgroup, broadcast, memory, matrix${help}`,
    ].join("\n\n"),
  );
  expect(await compiledWith(whole({ schedule: { ...schedule, matrix: { m: 8, n: 8 } } }))).toBe(
    `error[H526]: \`entries[0].schedule.matrix\` of the tuning is {"m":8,"n":8} and must be m, n and k of a product${help}`,
  );
});

test("a tuning of another adapter is no mistake", async () => {
  const { device } = mockDevice({ adapter: { vendor: "here" } });
  const keys = { ...schedule, keys: 2 };
  const tuning = whole({ schedule: keys }) as unknown as Tuning;
  const options = { device, Hq: 2, D: 64, family: "gpu" as const };
  expect((await compile(causal, { ...options, tuning })).manifest.schedule).toEqual(schedule);
  const tuned = { ...tuning, adapter: { ...adapter, vendor: "here" } };
  expect((await compile(causal, { ...options, tuning: tuned })).manifest.schedule).toEqual(keys);
});

test("H615: a schedule that computes something else", () => {
  expect(renderDiagnostic(wrongSchedule("causal, decode", "r1 l1 t2", "out[0, 1, 2, 3]", 0.25, 0.5))).toBe(
    "error[H615]: the kernel of `causal, decode` with the schedule `r1 l1 t2` is wrong: out[0, 1, 2, 3] is 0.25 and should be 0.5\n" +
      "  = help: this is a mistake of Heed or of the driver, and worth a report; the schedule is not written",
  );
});

test("H740: a file that is no JSON", () => {
  expect(renderDiagnostic(notJson("tuned.json", "Unexpected end of JSON input"))).toBe(
    "error[H740]: `tuned.json` is not JSON: Unexpected end of JSON input",
  );
});

test("W741: tuned on another adapter", () => {
  expect(renderDiagnostic(tunedElsewhere("tuned.json", "nvidia hopper", "apple m3"))).toBe(
    "warning[W741]: `tuned.json` was tuned on `nvidia hopper`, and this is `apple m3`: its schedules are not taken\n  = help: run `heed tune` here",
  );
});

test("W743: a schedule that cannot run", () => {
  expect(renderDiagnostic(tunedUnfit("tuned.json", 2, ["8 lanes to a row do not divide 4 keys at a step", "1 bytes"]))).toBe(
    "warning[W743]: the schedule of `entries[2]` of `tuned.json` cannot run here, and is not taken: " +
      "8 lanes to a row do not divide 4 keys at a step; 1 bytes\n  = help: run `heed tune` again, with this version of Heed",
  );
});
