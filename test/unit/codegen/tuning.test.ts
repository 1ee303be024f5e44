/** @file Which entries of a tuning are taken: those for this adapter and target that can run here, the variant's own first. */
import { expect, it } from "vitest";
import { chooseSchedule } from "#codegen/choose-schedule.ts";
import { extraBytesPerKey, fitTuning, isTunedFor, type Tuning, type TuningEntry, type TuningTarget } from "#codegen/tuning.ts";
import { compileVariant } from "#src/compile.ts";
import { runPasses } from "#src/passes/index.ts";
import { variantOf } from "#test/support/attention-data.ts";

const limits = { workgroupBytes: 32768, workgroupSize: 256, subgroup: 32 };
const shape = { D: 64, Dv: 64, block: [64, 64], extraBytesPerKey: 0 } as const;
const schedule = chooseSchedule({ ...shape, family: "nvidia", phase: "prefill", packedHeads: 1, limits })!;
const adapter = { vendor: "nvidia", architecture: "hopper", device: "", description: "NVIDIA: 550" };
const target: TuningTarget = { ...shape, name: "causal", dtype: "f32", Hq: 8, Hkv: 2, limits };
const entry: TuningEntry = {
  variant: "causal",
  phase: "prefill",
  D: 64,
  Dv: 64,
  dtype: "f32",
  block: [64, 64],
  schedule,
  shapes: [],
  ms: 1,
  defaultMs: 2,
};
const tuningWith = (...changes: readonly Partial<TuningEntry>[]): Tuning => ({
  format: "heed-tuning-1",
  adapter,
  entries: changes.map((change) => ({ ...entry, ...change })),
});

it("takes what fits", () => {
  expect(fitTuning(tuningWith({}), adapter, target)).toEqual({ prefill: schedule });
  const decode = { ...schedule, workgroupSize: 32 };
  const both = tuningWith({}, { phase: "decode", headsPerKvHead: 4, schedule: decode });
  expect(fitTuning(both, adapter, target)).toEqual({ prefill: schedule, decode });
});

it.each<[string, Partial<TuningEntry>]>([
  ["another head dim", { D: 32 }],
  ["another value dim", { Dv: 32 }],
  ["another type", { dtype: "f16" }],
  ["other blocks", { block: [64, 128] }],
  ["another number of heads to a kv head", { headsPerKvHead: 1 }],
  ["a schedule that is too large here", { schedule: { ...schedule, workgroupSize: 512 } }],
  ["a schedule for subgroups that are not here", { schedule: { ...schedule, subgroup: 64 } }],
  ["teams, whose parts nobody merges in prefill", { schedule: { ...schedule, source: "memory", stagedKeys: 0, teams: 2 } }],
])("leaves %s alone", (_, change) => {
  expect(fitTuning(tuningWith(change), adapter, target)).toEqual({});
});

it("goes by the variant first, and takes another's where it has none", () => {
  const other = { ...schedule, keys: 2 };
  expect(fitTuning(tuningWith({ variant: "alibi", schedule: other }, {}), adapter, target)).toEqual({ prefill: schedule });
  expect(fitTuning(tuningWith({ variant: "alibi", schedule: other }), adapter, target)).toEqual({ prefill: other });
  expect(fitTuning(tuningWith({}, { schedule: other }), adapter, target)).toEqual({ prefill: schedule });
});

it("is for adapters of the same names, as far as they are told", () => {
  expect(isTunedFor(adapter, { ...adapter, description: "NVIDIA: 600" })).toBe(true);
  expect(isTunedFor(adapter, { ...adapter, device: "H200" })).toBe(true);
  expect(isTunedFor({ ...adapter, device: "H100" }, { ...adapter, device: "H200" })).toBe(false);
  expect(isTunedFor(adapter, { ...adapter, architecture: "ampere" })).toBe(false);
  expect(isTunedFor(adapter, {})).toBe(false);
  expect(fitTuning(tuningWith({}), { ...adapter, vendor: "amd" }, target)).toEqual({});
});

it("reaches the kernel; schedules that the caller chose go before it", () => {
  const causal = variantOf("attention causal { mask = q_idx >= kv_idx }");
  const tuned = { ...schedule, keys: 8 };
  const tuning = tuningWith({ schedule: tuned });
  const whole = { Hq: 8, Hkv: 2, D: 64, limits, family: "nvidia" as const };
  expect(compileVariant(causal, { ...whole, tuning, adapter }).manifest.schedule).toEqual(tuned);
  expect(compileVariant(causal, { ...whole, tuning }).manifest.schedule).toEqual(schedule);
  expect(compileVariant(causal, { ...whole, tuning, adapter, schedules: { prefill: schedule } }).manifest.schedule).toEqual(schedule);
});

it("counts what a variant keeps of each key", () => {
  const plain = variantOf("attention plain { }");
  expect(extraBytesPerKey(runPasses(plain), shape)).toBe(0);
  const keyed = variantOf("attention keyed { input bias: f32[Skv]\n score = score + bias[kv_idx] * 2 }");
  const extra = extraBytesPerKey(runPasses(keyed), shape);
  expect(extra).toBeGreaterThanOrEqual(8);
  const full = { ...schedule, stagedKeys: 60, keys: 4 };
  expect(fitTuning(tuningWith({ schedule: full }), adapter, target)).toEqual({ prefill: full });
  expect(fitTuning(tuningWith({ schedule: full }), adapter, { ...target, extraBytesPerKey: 64 })).toEqual({});
});
