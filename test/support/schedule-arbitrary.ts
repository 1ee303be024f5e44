/** @file Random schedules that a device can run, of every source and unrolling, small enough to be made quickly. */
import fc from "fast-check";
import type { Phase } from "#codegen/choose-schedule.ts";
import { illegalities, type Schedule, type ScheduleLimits, type ScheduleShape } from "#codegen/schedule.ts";

/** Schedules for a phase that are legal on a device with these limits. */
export function scheduleArbitrary(phase: Phase, shape: ScheduleShape, limits: ScheduleLimits): fc.Arbitrary<Schedule> {
  const lanes = [0, 1, 2, 3].map((power) => 2 ** power);
  const { subgroup: offered = 0 } = limits;
  const teams = phase === "decode" ? fc.integer({ min: 1, max: 3 }) : fc.constant(1);
  return fc
    .record({
      source: fc.constantFrom("workgroup" as const, "broadcast" as const, "memory" as const),
      rowsPerLane: fc.integer({ min: 1, max: 4 }),
      lanesPerRow: fc.constantFrom(...lanes),
      teams,
      groups: fc.integer({ min: 1, max: 8 }),
      keys: fc.integer({ min: 1, max: 4 }),
      tiles: fc.integer({ min: 1, max: 5 }),
      subgroup: fc.constantFrom(0, ...lanes.filter((count) => count >= 4 && count <= offered)),
      unroll: fc.constantFrom("text" as const, "driver" as const, "none" as const),
    })
    .map(({ groups, tiles, ...drawn }): Schedule => {
      const isStaged = drawn.source === "workgroup";
      const isBroadcast = drawn.source === "broadcast";
      // What a source rules out is put right, so that most of what is drawn can run.
      const lanesPerRow = isBroadcast || drawn.subgroup === 0 ? 1 : drawn.lanesPerRow;
      const keys = drawn.keys * lanesPerRow;
      const isWhole = isStaged || isBroadcast;
      const schedule = { ...drawn, lanesPerRow, teams: isWhole ? 1 : drawn.teams, keys, stagedKeys: isStaged ? tiles * keys : 0 };
      const unroll = isBroadcast ? "text" : drawn.unroll;
      return { ...schedule, unroll, workgroupSize: lanesPerRow * schedule.teams * groups * (isBroadcast ? Math.max(1, drawn.subgroup) : 1) };
    })
    .filter(({ unroll, rowsPerLane, keys, lanesPerRow }) => unroll === "none" || (rowsPerLane * keys) / lanesPerRow <= 4)
    .filter((schedule) => illegalities(schedule, { ...shape, phase }, limits).length === 0);
}
