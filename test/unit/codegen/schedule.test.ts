import { expect, it } from "vitest";
import { chooseSchedule } from "#codegen/choose-schedule.ts";
import { bytesPerKey, illegalities, rowsPerWorkgroup, vectorsPerLane, workgroupBytes, type Schedule } from "#codegen/schedule.ts";

const shape = { D: 64, Dv: 64, block: [64, 64], extraBytesPerKey: 0 } as const;
const limits = { workgroupBytes: 16384, workgroupSize: 256, subgroup: 8 };
const broadcast: Schedule = {
  rowsPerLane: 4,
  lanesPerRow: 1,
  teams: 1,
  workgroupSize: 16,
  keys: 4,
  source: "broadcast",
  stagedKeys: 0,
  subgroup: 8,
  unroll: "text",
};
const reasons = (more: Partial<Schedule>, offered: Partial<typeof limits> = {}): string[] =>
  illegalities({ ...broadcast, ...more }, shape, { ...limits, ...offered });

it("counts rows, vectors and bytes", () => {
  expect(rowsPerWorkgroup(broadcast)).toBe(64);
  expect(rowsPerWorkgroup({ ...broadcast, lanesPerRow: 4, teams: 2 })).toBe(8);
  expect([vectorsPerLane(64, 1), vectorsPerLane(65, 1), vectorsPerLane(72, 8), vectorsPerLane(1, 4)]).toEqual([16, 17, 3, 1]);
  expect(bytesPerKey({ D: 64, Dv: 64, extraBytesPerKey: 0 })).toBe(512);
  expect(bytesPerKey({ D: 65, Dv: 1, extraBytesPerKey: 8 })).toBe(16 * 18 + 8);
  expect(workgroupBytes({ ...broadcast, stagedKeys: 32 }, shape)).toBe(16384 + 16);
  expect(workgroupBytes({ ...broadcast, stagedKeys: 1 }, { ...shape, extraBytesPerKey: 12 })).toBe(512 + 16 + 16);
  expect(workgroupBytes(broadcast, shape)).toBe(0);
});

it("says why a device cannot run a schedule", () => {
  expect(reasons({})).toEqual([]);
  expect(reasons({}, { workgroupSize: 8 })).toEqual(["16 invocations to a workgroup, where the device allows 8"]);
  expect(reasons({}, { subgroup: 4 })).toEqual(["subgroups of 8 lanes, where the device has 4 at least"]);
  expect(reasons({}, { subgroup: 0 })).toEqual(["subgroups of 8 lanes, where the device has none"]);
  expect(reasons({ subgroup: 0 })).toEqual(["keys are broadcast without subgroups"]);
  expect(reasons({ unroll: "driver" })).toEqual(["keys are broadcast in loops, where the index of a lane is not a constant"]);
  expect(reasons({ lanesPerRow: 4 })).toEqual(["keys are broadcast to lanes that share rows"]);
  expect(reasons({ workgroupSize: 12 })).toEqual(["12 lanes are not whole subgroups of 8"]);
  expect(reasons({ source: "workgroup", stagedKeys: 30 })).toEqual(["30 keys are staged, 4 at a step"]);
  expect(reasons({ source: "workgroup", stagedKeys: 64 })).toEqual(["32784 bytes of workgroup memory, where the device has 16384"]);
  expect(reasons({ source: "memory", lanesPerRow: 3, workgroupSize: 18, keys: 3 })).toEqual(["3 lanes to a row are not a power of two"]);
  expect(reasons({ source: "memory", lanesPerRow: 16, keys: 16 })).toEqual(["16 lanes to a row, in subgroups of 8"]);
  expect(reasons({ source: "memory", lanesPerRow: 8 })).toEqual(["8 lanes to a row do not divide 4 keys at a step"]);
  expect(reasons({ source: "memory", lanesPerRow: 8, keys: 8, teams: 3 })).toEqual(["16 lanes do not divide into 3 teams of 8 lanes to a row"]);
  expect(reasons({ teams: 2 })).toEqual(["keys are broadcast to lanes of several teams"]);
  expect(illegalities({ ...broadcast, source: "memory", teams: 2 }, { ...shape, phase: "prefill" }, limits)).toEqual([
    "teams give parts of a row, which the kernel for many rows does not merge",
  ]);
  expect(illegalities({ ...broadcast, source: "memory", teams: 2 }, { ...shape, phase: "decode" }, limits)).toEqual([]);
  expect(reasons({ rowsPerLane: 8, keys: 5 })).toEqual(["8 rows by 5 keys are more than 32 pairs"]);
  expect(reasons({ source: "memory", rowsPerLane: 8, lanesPerRow: 8, keys: 32 })).toEqual([]);
  expect(reasons({ keys: 0.5 })).toContain("counts are whole numbers from 1 on");
});

it("chooses nothing where not one key fits, unless keys are not staged", () => {
  const wide = { ...shape, D: 256, Dv: 256, phase: "prefill", packedHeads: 1 } as const;
  expect(chooseSchedule({ ...wide, family: "gpu", limits: { workgroupBytes: 2063, workgroupSize: 256 } })).toBeUndefined();
  expect(chooseSchedule({ ...wide, family: "gpu", limits: { workgroupBytes: 2064, workgroupSize: 256 } })!.stagedKeys).toBe(1);
  expect(chooseSchedule({ ...wide, family: "quick", limits: { workgroupBytes: 0, workgroupSize: 256 } })!.stagedKeys).toBe(0);
});
