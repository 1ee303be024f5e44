/** @file Whatever the search is told to try can run on the device, is one step away, and comes once. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { chooseSchedule, deviceFamilies, type ScheduleRequest } from "#codegen/choose-schedule.ts";
import { familySchedules, neighbourSchedules, scheduleKey, stepSize } from "#codegen/enumerate-schedules.ts";
import { illegalities, rowsPerWorkgroup, type Schedule } from "#codegen/schedule.ts";
import { propertyOptions } from "#test/support/seed.ts";

const requestArbitrary: fc.Arbitrary<ScheduleRequest> = fc.record({
  family: fc.constantFrom(...deviceFamilies),
  phase: fc.constantFrom("prefill" as const, "decode" as const),
  D: fc.integer({ min: 1, max: 256 }),
  Dv: fc.integer({ min: 1, max: 256 }),
  block: fc.tuple(fc.integer({ min: 16, max: 256 }), fc.integer({ min: 16, max: 256 })),
  packedHeads: fc.integer({ min: 1, max: 16 }),
  extraBytesPerKey: fc.constantFrom(0, 8, 32),
  limits: fc.record({
    workgroupBytes: fc.constantFrom(16384, 32768),
    workgroupSize: fc.constantFrom(128, 256, 1024),
    subgroup: fc.constantFrom(0, 1, 4, 8, 16, 32, 64),
  }),
});

it("can all run, and none is named twice", () => {
  fc.assert(
    fc.property(requestArbitrary, fc.integer({ min: 0, max: 40 }), (request, step) => {
      const [own, ...others] = familySchedules(request);
      expect(own).toEqual(chooseSchedule(request));
      const first = neighbourSchedules(own!, request);
      const second = neighbourSchedules(first[step % first.length]!, request);
      for (const list of [[own!, ...others], [own!, ...first], second]) {
        expect(list.flatMap((schedule) => illegalities(schedule, request, request.limits))).toEqual([]);
        expect(new Set(list.map(scheduleKey)).size).toBe(list.length);
        if (request.phase === "prefill") expect(list.every(({ teams }) => teams === 1)).toBe(true);
      }
    }),
    propertyOptions("schedules to try are legal", 500),
  );
});

const request: ScheduleRequest = {
  family: "nvidia",
  phase: "prefill",
  D: 64,
  Dv: 64,
  block: [64, 64],
  packedHeads: 1,
  extraBytesPerKey: 0,
  limits: { workgroupBytes: 32768, workgroupSize: 256, subgroup: 32 },
};

const changesFrom = (schedule: Schedule, one: ScheduleRequest): Partial<Schedule>[] =>
  neighbourSchedules(schedule, one).map((other) =>
    Object.fromEntries(Object.entries(other).filter(([name, value]) => schedule[name as never] !== value)),
  );

it("steps in every direction that there is", () => {
  const start = chooseSchedule(request)!;
  expect(start).toMatchObject({ source: "workgroup", rowsPerLane: 1, workgroupSize: 64, keys: 4, stagedKeys: 32, unroll: "driver" });
  expect(changesFrom(start, request)).toEqual([
    { rowsPerLane: 2, workgroupSize: 32 },
    { keys: 8 },
    { keys: 2 },
    { workgroupSize: 32 },
    { source: "broadcast", stagedKeys: 0, subgroup: 32, unroll: "text" },
    { source: "memory", stagedKeys: 0 },
    { lanesPerRow: 2, workgroupSize: 128, subgroup: 32 },
    { unroll: "text" },
    { unroll: "none" },
    { stagedKeys: 60 },
    { stagedKeys: 16 },
  ]);
});

it("stages no more than fits", () => {
  const start: Schedule = { ...chooseSchedule(request)!, source: "memory", stagedKeys: 0 };
  const staged = neighbourSchedules(start, { ...request, limits: { ...request.limits, workgroupBytes: 10_000 } }).find(
    ({ source }) => source === "workgroup",
  );
  expect(staged).toMatchObject({ stagedKeys: 16, keys: 4 });
});

it("divides the keys among teams in decode alone", () => {
  const decode = { ...request, phase: "decode" as const };
  const start = chooseSchedule(decode)!;
  expect(changesFrom(start, decode)).toContainEqual({ teams: 2 * start.teams, workgroupSize: 2 * start.workgroupSize });
  expect(neighbourSchedules(start, request).filter(({ teams }) => teams !== start.teams && teams !== 1)).toEqual([]);
});

it("has processors unroll nothing, and tries there what suits processors", () => {
  const lavapipe = { ...request, family: "lavapipe" as const, limits: { ...request.limits, subgroup: 8 } };
  const start = chooseSchedule(lavapipe)!;
  const all = [...familySchedules(lavapipe), ...neighbourSchedules(start, lavapipe)];
  expect(all.filter(({ unroll }) => unroll === "driver")).toEqual([]);
  expect(familySchedules(lavapipe).map(({ source }) => source)).toEqual(["broadcast", "memory"]);
  expect(new Set(familySchedules(request).map(({ source }) => source))).toEqual(new Set(["workgroup", "memory"]));
});

it("knows how much is written out", () => {
  const start = chooseSchedule(request)!;
  expect(stepSize(start, request)).toBe(4 * 32);
  expect(stepSize({ ...start, rowsPerLane: 8 }, request)).toBe(8 * 4 * 32);
  expect(stepSize({ ...start, lanesPerRow: 8, keys: 16 }, request)).toBe(2 * 4);
  expect(stepSize({ ...start, unroll: "none" }, request)).toBe(4 * 2);
  expect(rowsPerWorkgroup(start)).toBe(64);
});
