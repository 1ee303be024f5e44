import { expect, it } from "vitest";
import { bytesPerKey, chooseSchedule, cpuStyle, gpuStyle, type ScheduleRequest } from "#codegen/schedule.ts";

const request = (more: Partial<ScheduleRequest>): ScheduleRequest => ({
  style: gpuStyle,
  D: 64,
  Dv: 64,
  block: [64, 64],
  workgroupBytes: 16384,
  workgroupSize: 256,
  extraBytesPerKey: 0,
  ...more,
});

const keysOf = (more: Partial<ScheduleRequest>): number | undefined => chooseSchedule(request(more))?.keys;

it("stages as many keys as fit, whole rows of vectors each", () => {
  expect(bytesPerKey({ D: 64, Dv: 64, extraBytesPerKey: 0 })).toBe(512);
  expect(bytesPerKey({ D: 65, Dv: 1, extraBytesPerKey: 8 })).toBe(16 * 18 + 8);
  expect(chooseSchedule(request({}))).toEqual({ ...gpuStyle, rows: 64, tilesPerBlock: 1, keys: 32, workgroupBytes: 16384 });
  expect(keysOf({ D: 128, Dv: 128 })).toBe(16);
  expect(keysOf({ D: 256, Dv: 256 })).toBe(8);
  expect(keysOf({ extraBytesPerKey: 4 })).toBe(16);
  expect(keysOf({ block: [64, 16] })).toBe(16);
  expect(keysOf({ D: 256, Dv: 256, workgroupBytes: 2048 })).toBe(1);
});

it("splits the rows of a block into workgroups of even size", () => {
  const rows = (block: readonly [number, number], workgroupSize = 256) => {
    const { rows: each, tilesPerBlock } = chooseSchedule(request({ block, workgroupSize }))!;
    return [each, tilesPerBlock];
  };
  expect(rows([16, 64])).toEqual([16, 1]);
  expect(rows([64, 64])).toEqual([64, 1]);
  expect(rows([65, 64])).toEqual([33, 2]);
  expect(rows([256, 64])).toEqual([64, 4]);
  expect(rows([64, 64], 32)).toEqual([32, 2]);
});

it("has no schedule where not one key fits, unless keys are not staged", () => {
  expect(keysOf({ D: 256, Dv: 256, workgroupBytes: 2047 })).toBeUndefined();
  expect(chooseSchedule(request({ D: 256, Dv: 256, workgroupBytes: 0, style: cpuStyle }))).toEqual({
    ...cpuStyle,
    rows: 64,
    tilesPerBlock: 1,
    keys: 0,
    workgroupBytes: 0,
  });
});
