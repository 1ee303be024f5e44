/** @file What tuning says: tables, JSON, and the tuning itself, from findings made up here. */
import { expect, it } from "vitest";
import { chooseSchedule, type ScheduleRequest } from "#codegen/choose-schedule.ts";
import { readTuning } from "#codegen/read-tuning.ts";
import { spreadOf } from "#src/cli/bench/statistics.ts";
import { formatTuned, shortSchedule, tunedToJson, tuningOf, type Tuned } from "#src/cli/tune/report.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { variantOf } from "#test/support/attention-data.ts";

const block = [64, 64] as const;
const limits = { workgroupBytes: 32768, workgroupSize: 256, subgroup: 32 };
const request: ScheduleRequest = { family: "nvidia", phase: "decode", D: 64, Dv: 64, block, packedHeads: 4, extraBytesPerKey: 0, limits };
const schedule = chooseSchedule(request)!;
const staged = chooseSchedule({ ...request, phase: "prefill" })!;
const base = { schedule, createMs: 12.34, times: spreadOf([2, 2.2, 2.1]), ratio: spreadOf([1, 1, 1]) };
const faster = { schedule: { ...schedule, keys: 32 }, createMs: 20, times: spreadOf([1, 1.04321, 1.1]), ratio: spreadOf([0.5, 0.49, 0.51]) };
const failed = [{ schedule: staged, reason: "the device refused it", isWrong: false }];
const tuned: Tuned = {
  task: {
    variant: variantOf("attention causal { mask = q_idx >= kv_idx }"),
    shapes: [{ B: 1, Hq: 8, Hkv: 2, Sq: 1, Skv: 4096, D: 64, Dv: 64 }],
    phase: "decode",
    start: schedule,
    request,
    fits: { D: 64, Dv: 64, dtype: "f32", block, headsPerKvHead: 4 },
  },
  clock: "timestamps",
  result: { base, best: faster, timed: [faster, base], failed, tooLarge: 2 },
};
const adapter = { vendor: "nvidia", architecture: "hopper", device: "", description: "" };

it("says a schedule in a few words", () => {
  expect(shortSchedule(schedule)).toBe("r4 l16 t4 w64 k16 memory s32 driver");
  expect(shortSchedule(staged)).toBe("r1 l1 t1 w64 k4 workgroup 32 driver");
});

it("has a table for people", () => {
  expect(formatTuned([tuned])).toBe(`causal decode 1,8,2,1,4096,64 f32, blocks of 64 x 64
schedule                               ms  quartiles  vs default  create ms
r4 l16 t4 w64 k32 memory s32 driver  1.04  1.02–1.07       0.500         20  taken
r4 l16 t4 w64 k16 memory s32 driver  2.10  2.05–2.15        1.00         12  default
2 schedules timed by the device's clock; 1 failed; 2 left out, which take too long to make
r1 l1 t1 w64 k4 workgroup 32 driver: the device refused it

r: query rows of a lane; l: lanes of a row; t: teams over the keys; w: lanes of a workgroup; k: keys of a step; s: lanes of a subgroup.
ms: median of one call of each shape; vs default: how many times as long as Heed's own choice takes, by rounds.
create ms: to make the kernels, which is done for a few schedules at a time, and to run them first.
`);
});

it("says where Heed's choice is kept, or fails", () => {
  const kept = formatTuned([{ ...tuned, result: { base, best: base, timed: [base], failed: [], tooLarge: 0 } }]);
  expect(kept).toContain("  default, kept\n1 schedule timed by the device's clock\n");
  expect(formatTuned([{ ...tuned, result: { reason: "the device was lost", isWrong: false } }])).toMatch(
    /^causal decode .*\nHeed's own choice fails: the device was lost\n/,
  );
});

it("writes what compile takes, times to a few digits", () => {
  const tuning = tuningOf(adapter, [tuned, { ...tuned, result: { reason: "the device was lost", isWrong: false } }]);
  expect(tuning).toEqual({
    format: "heed-tuning-1",
    adapter,
    entries: [
      {
        variant: "causal",
        phase: "decode",
        D: 64,
        Dv: 64,
        dtype: "f32",
        block: [64, 64],
        headsPerKvHead: 4,
        schedule: { ...schedule, keys: 32 },
        shapes: ["1,8,2,1,4096,64"],
        ms: 1.043,
        defaultMs: 2.1,
      },
    ],
  });
  const report = createReport();
  expect(readTuning(JSON.parse(JSON.stringify(tuning)), report)).toEqual(tuning);
  expect(report.diagnostics).toEqual([]);
});

it("tells programs everything", () => {
  const { results } = JSON.parse(tunedToJson(adapter, [tuned])) as { results: unknown[] };
  expect(results).toMatchObject([
    {
      variant: "causal",
      phase: "decode",
      clock: "timestamps",
      best: { schedule: { keys: 32 }, ms: { median: 1.043, count: 3 } },
      failed,
      tooLarge: 2,
    },
  ]);
});
