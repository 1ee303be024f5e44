/**
 * @file Schedules that are worth trying: what suits any kind of device, and what differs in one thing from a schedule that is known to be good.
 * All can run where they are asked for; which is the fastest, only measuring tells.
 */
import { chooseSchedule, deviceFamilies, isSoftware, type ScheduleRequest } from "./choose-schedule.ts";
import {
  bytesPerKey,
  keysPerLane,
  rowsPerWorkgroup,
  vectorsPerLane,
  type KeySource,
  type Schedule,
  type ScheduleShape,
  type Unrolling,
} from "./schedule.ts";
import { isRunnable } from "./tuning.ts";

/** Tells schedules apart. */
export const scheduleKey = (schedule: Schedule): string => JSON.stringify(Object.entries(schedule).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What suits each kind of device of this sort, GPUs or processors that play one, on the limits of this one; the choice for this one first. */
export function familySchedules(request: ScheduleRequest): Schedule[] {
  const families = [request.family, ...deviceFamilies.filter((family) => family === "quick" || isSoftware(family) === isSoftware(request.family))];
  return distinct(families.flatMap((family) => chooseSchedule({ ...request, family }) ?? []));
}

/** Schedules that are one step away: twice or half as much of one thing, or another way to do one. */
export function neighbourSchedules(schedule: Schedule, request: ScheduleRequest): Schedule[] {
  const moved = stepsFrom(schedule, request).map((step) => repair({ ...schedule, ...step }, request));
  const most = Math.max(request.block[0], rowsPerWorkgroup(schedule));
  return distinct([schedule, ...moved.filter((each) => isUseful(each, most, request))]).slice(1);
}

/**
 * Operations on vectors that are written out, or unrolled by a driver, for a step: what the time to make a kernel grows with. Drivers unroll rows
 * and keys in any case; only the bounds of columns are hidden from them.
 */
export function stepSize({ rowsPerLane, keys, lanesPerRow, unroll }: Schedule, { D, Dv }: Pick<ScheduleShape, "D" | "Dv">): number {
  return (
    rowsPerLane * keysPerLane({ keys, lanesPerRow }) * (unroll === "none" ? 2 : vectorsPerLane(D, lanesPerRow) + vectorsPerLane(Dv, lanesPerRow))
  );
}

const sources: readonly KeySource[] = ["broadcast", "workgroup", "memory"];

/** Where a processor plays the GPU, its compiler takes minutes to unroll what it takes seconds for when it is written out. */
const unrollingsOf = ({ family }: ScheduleRequest): readonly Unrolling[] => (isSoftware(family) ? ["text", "none"] : ["text", "driver", "none"]);

function stepsFrom(schedule: Schedule, request: ScheduleRequest): Partial<Schedule>[] {
  const { phase, limits } = request;
  const { rowsPerLane, lanesPerRow, teams, workgroupSize, keys, stagedKeys, source } = schedule;
  /** Lanes and teams come out of the workgroup, whose rows stay as many. */
  const within = (name: "lanesPerRow" | "teams", count: number): Partial<Schedule> => {
    return { [name]: count, workgroupSize: (workgroupSize / schedule[name]) * count };
  };
  return [
    ...around(rowsPerLane).flatMap((rows) => [{ rowsPerLane: rows }, { rowsPerLane: rows, workgroupSize: (workgroupSize / rows) * rowsPerLane }]),
    ...around(keys).map((count) => ({ keys: count })),
    ...around(workgroupSize).map((size) => ({ workgroupSize: size })),
    ...sources.map((other) => ({ source: other })),
    ...(source === "matrix" ? (limits.matrices ?? []).map((shape) => ({ matrix: shape })) : []),
    ...around(lanesPerRow).map((lanes) => within("lanesPerRow", lanes)),
    ...(phase === "decode" ? around(teams).map((count) => within("teams", count)) : []),
    ...unrollingsOf(request).map((unroll) => ({ unroll })),
    ...(stagedKeys > 0 ? around(stagedKeys).map((staged) => ({ stagedKeys: staged })) : []),
  ];
}

const around = (count: number): number[] => [2 * count, ...(count % 2 === 0 ? [count / 2] : [])];

/** What follows from a change: a schedule that can run, if one that has it can. */
function repair({ matrix, ...moved }: Schedule, request: ScheduleRequest): Schedule {
  const { source, lanesPerRow, workgroupSize } = moved;
  const keys = lanesPerRow * Math.ceil(moved.keys / lanesPerRow);
  const schedule = { ...moved, keys };
  const subgroup = subgroupOf(request);
  switch (source) {
    case "matrix":
      return { ...schedule, ...(matrix ? { matrix } : {}) };
    case "broadcast": {
      const whole = Math.max(1, Math.ceil(workgroupSize / Math.max(1, subgroup))) * subgroup;
      return { ...schedule, lanesPerRow: 1, teams: 1, workgroupSize: whole, stagedKeys: 0, subgroup, unroll: "text" };
    }
    case "workgroup": {
      const stagedKeys = stagedKeysOf(schedule, request);
      return { ...schedule, teams: 1, stagedKeys, keys: Math.min(keys, stagedKeys), ...ofLanes(lanesPerRow, subgroup) };
    }
    case "memory":
      return { ...schedule, stagedKeys: 0, ...ofLanes(lanesPerRow, subgroup) };
    default:
      return source satisfies never;
  }
}

/** Only lanes that share rows need to know of subgroups. */
const ofLanes = (lanesPerRow: number, subgroup: number): Pick<Schedule, "subgroup"> => ({ subgroup: lanesPerRow > 1 ? subgroup : 0 });

/** Beside the tile. */
const flagBytes = 32;

/** As many as before, or a few dozen where there were none; no more than fit, and whole steps. */
function stagedKeysOf({ stagedKeys, keys, lanesPerRow }: Schedule, request: ScheduleRequest): number {
  const room = request.limits.workgroupBytes - flagBytes;
  const most = Math.min(stagedKeys || 32, Math.floor(room / bytesPerKey(request, lanesPerRow)));
  return most < keys ? most : most - (most % keys);
}

/** More lanes than 32 bring nothing; a power of two, as columns are shared. */
const subgroupOf = ({ limits: { subgroup = 0 } }: ScheduleRequest): number => (subgroup > 0 ? Math.min(32, 2 ** Math.floor(Math.log2(subgroup))) : 0);

/** Whether it can run, and has no lanes for rows that no tile has. */
function isUseful(schedule: Schedule, mostRows: number, request: ScheduleRequest): boolean {
  const { phase, limits } = request;
  return isRunnable(schedule, phase, request, limits) && (phase === "decode" || rowsPerWorkgroup(schedule) <= mostRows);
}

const distinct = (schedules: readonly Schedule[]): Schedule[] => [...new Map(schedules.map((each) => [scheduleKey(each), each])).values()];
