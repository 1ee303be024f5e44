/** @file Every choice can run on the device that it is for, fits the blocks of its plan, and does without subgroups where there are none. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { chooseSchedule, deviceFamilies, type ScheduleRequest } from "#codegen/choose-schedule.ts";
import { illegalities, rowsPerWorkgroup } from "#codegen/schedule.ts";
import { propertyOptions } from "#test/support/seed.ts";

const requestArbitrary: fc.Arbitrary<ScheduleRequest> = fc.record({
  family: fc.constantFrom(...deviceFamilies),
  phase: fc.constantFrom("prefill" as const, "decode" as const),
  D: fc.integer({ min: 1, max: 256 }),
  Dv: fc.integer({ min: 1, max: 256 }),
  block: fc.tuple(fc.integer({ min: 16, max: 256 }), fc.integer({ min: 16, max: 256 })),
  packedHeads: fc.integer({ min: 1, max: 16 }),
  extraBytesPerKey: fc.constant(0),
  limits: fc.record({
    workgroupBytes: fc.constantFrom(16384, 32768),
    workgroupSize: fc.constantFrom(128, 256, 1024),
    subgroup: fc.constantFrom(0, 1, 4, 8, 16, 32, 64),
  }),
});

it("is always legal, and a workgroup is within a block", () => {
  fc.assert(
    fc.property(requestArbitrary, (request) => {
      const schedule = chooseSchedule(request)!;
      expect(illegalities(schedule, request, request.limits)).toEqual([]);
      if (request.phase === "prefill") expect(rowsPerWorkgroup(schedule)).toBeLessThanOrEqual(Math.max(request.block[0], schedule.subgroup));
      if (request.limits.subgroup! < 4 || request.family === "quick") expect(schedule.subgroup).toBe(0);
    }),
    propertyOptions("schedules are legal", 2000),
  );
});

const at = (family: ScheduleRequest["family"], phase: ScheduleRequest["phase"], D: number, subgroup: number, packedHeads = 1) =>
  chooseSchedule({
    family,
    phase,
    D,
    Dv: D,
    block: [64, 64],
    packedHeads,
    extraBytesPerKey: 0,
    limits: { workgroupBytes: 32768, workgroupSize: 256, subgroup },
  })!;

it("keeps the two families apart", () => {
  expect(at("lavapipe", "prefill", 64, 8)).toMatchObject({
    source: "broadcast",
    rowsPerLane: 8,
    keys: 2,
    workgroupSize: 8,
    unroll: "text",
    subgroup: 8,
  });
  expect(at("swiftshader", "prefill", 64, 4)).toMatchObject({ source: "broadcast", rowsPerLane: 8, keys: 2, subgroup: 4 });
  expect(at("swiftshader", "prefill", 256, 4)).toMatchObject({ rowsPerLane: 1, keys: 1 });
  expect(at("lavapipe", "prefill", 128, 8)).toMatchObject({ rowsPerLane: 4, keys: 2 });
  expect(at("nvidia", "prefill", 64, 32)).toMatchObject({ source: "workgroup", lanesPerRow: 1, stagedKeys: 32, subgroup: 0 });
  expect(at("nvidia", "prefill", 256, 32)).toMatchObject({ source: "workgroup", lanesPerRow: 2, subgroup: 32 });
  expect(at("lavapipe", "prefill", 64, 0)).toMatchObject({ source: "memory", unroll: "none" });
});

it("reads each vector of a cache once for all heads that share it", () => {
  expect(at("lavapipe", "decode", 128, 8, 4)).toMatchObject({ rowsPerLane: 4, lanesPerRow: 8, teams: 1, workgroupSize: 8, keys: 8 });
  expect(at("nvidia", "decode", 128, 32, 8)).toMatchObject({ rowsPerLane: 8, lanesPerRow: 32, teams: 2, workgroupSize: 64, keys: 32 });
  expect(at("nvidia", "decode", 128, 0, 8)).toMatchObject({ lanesPerRow: 1, subgroup: 0 });
});
