/**
 * @file The schedule that suits a kind of device. Two families: GPUs share keys through workgroup memory, want many lanes and let drivers unroll;
 * where a CPU plays the GPU, barriers and loads are dear, so a lane holds several rows, keys are broadcast, and loops are written out. The
 * choices for software adapters were measured on lavapipe and SwiftShader; those for GPUs have not been, yet.
 */
import {
  illegalities,
  rowsPerWorkgroup,
  vectorsPerLane,
  workgroupBytes,
  type Schedule,
  type ScheduleLimits,
  type ScheduleShape,
} from "./schedule.ts";

/** Kinds of devices that schedules tell apart. `quick` is no device: kernels that are made in no time, for tests and first tries. */
export const deviceFamilies = ["nvidia", "amd", "intel", "apple", "mobile", "lavapipe", "swiftshader", "software", "gpu", "quick"] as const;
export type DeviceFamily = (typeof deviceFamilies)[number];

/** What a kernel is for: many query rows, or few over a long cache. */
export type Phase = "prefill" | "decode";

export interface ScheduleRequest extends ScheduleShape {
  readonly family: DeviceFamily;
  readonly phase: Phase;
  readonly limits: ScheduleLimits;
  /** Decode: query heads whose rows may be held together. */
  readonly packedHeads: number;
}

/** Whether a CPU plays the GPU. */
export const isSoftware = (family: DeviceFamily): boolean => ["lavapipe", "swiftshader", "software"].includes(family);

/** Vectors of q, and as many of the accumulator, that a lane holds at most. */
const mostVectors = { software: 72, gpu: 32 } as const;

type Tile = readonly [mostVectors: number, rowsPerLane: number, keys: number];

/**
 * Rows and keys of a step on lavapipe, by the most vectors of a row that they suit. Each load is hundreds of instructions there, which more rows pay
 * back; but kernels are to be made within seconds, which wide rows and many keys forbid.
 */
const lavapipeTiles: readonly Tile[] = [
  [8, 8, 4],
  [20, 8, 2],
  [24, 8, 1],
  [32, 4, 2],
  [48, 4, 1],
  [64, 2, 1],
];

/** The same on SwiftShader, whose compiler is slower with long texts still. */
const swiftshaderTiles: readonly Tile[] = [
  [8, 4, 4],
  [16, 8, 2],
  [32, 4, 2],
  [64, 1, 1],
];

/** The schedule for a request, or `undefined` where not even one key fits the workgroup memory. */
export function chooseSchedule(request: ScheduleRequest): Schedule | undefined {
  const { family, phase } = request;
  const wish = phase === "decode" ? decodeSchedule(request) : family === "quick" ? quickSchedule(request) : prefillSchedule(request);
  const schedule = wish && fitRows(wish, request);
  return schedule && illegalities(schedule, request, request.limits).length === 0 ? schedule : undefined;
}

/** One row to a lane, nothing shared, nothing unrolled. */
function quickSchedule({ limits }: ScheduleRequest): Schedule {
  return {
    rowsPerLane: 1,
    lanesPerRow: 1,
    teams: 1,
    workgroupSize: Math.min(64, limits.workgroupSize),
    keys: 1,
    source: "memory",
    stagedKeys: 0,
    subgroup: 0,
    unroll: "none",
  };
}

function prefillSchedule(request: ScheduleRequest): Schedule | undefined {
  const { family, D, Dv, limits } = request;
  if (!isSoftware(family)) return stagedSchedule(request);
  const subgroup = usableSubgroup(limits);
  if (subgroup < 4) return quickSchedule(request);
  const vectors = Math.max(vectorsPerLane(D, 1), vectorsPerLane(Dv, 1));
  const [, rowsPerLane, keys] = (family === "swiftshader" ? swiftshaderTiles : lavapipeTiles).find(([most]) => vectors <= most)!;
  return {
    ...quickSchedule(request),
    rowsPerLane,
    workgroupSize: Math.min(limits.workgroupSize, 2 * Math.max(8, subgroup)),
    keys: Math.min(keys, floorPower(Math.max(1, (16 * subgroup) / vectors))),
    source: "broadcast",
    subgroup,
    unroll: "text",
  };
}

/** Keys in workgroup memory, as many as fit; lanes share rows that are too wide for one, where there are subgroups. */
function stagedSchedule(request: ScheduleRequest): Schedule | undefined {
  const { D, Dv, block, limits } = request;
  const multiplied = matrixSchedule(request);
  if (multiplied) return multiplied;
  const most = usableSubgroup(limits);
  const vectors = Math.max(vectorsPerLane(D, 1), vectorsPerLane(Dv, 1));
  const lanesPerRow = Math.min(most || 1, ceilPower(Math.ceil(vectors / mostVectors.gpu)));
  let stagedKeys = Math.min(32, floorPower(block[1]));
  while (stagedKeys > 1 && workgroupBytes({ stagedKeys, lanesPerRow }, request) > limits.workgroupBytes) stagedKeys /= 2;
  if (workgroupBytes({ stagedKeys, lanesPerRow }, request) > limits.workgroupBytes) return undefined;
  return {
    ...quickSchedule(request),
    lanesPerRow,
    workgroupSize: Math.min(limits.workgroupSize, 64 * lanesPerRow),
    keys: Math.max(lanesPerRow, Math.min(4, stagedKeys)),
    source: "workgroup",
    stagedKeys,
    subgroup: lanesPerRow > 1 ? most : 0,
    unroll: "driver",
  };
}

/** Products on the matrix units, where the device has them and q, k and v are f16: the largest tile of rows and keys that fits. */
function matrixSchedule(request: ScheduleRequest): Schedule | undefined {
  const { block, limits } = request;
  for (const matrix of limits.matrices ?? []) {
    for (const [rows, keys] of matrixTiles) {
      if (rows > block[0] || block[0] % rows !== 0) continue;
      const lanesPerRow = Math.max(1, floorPower(Math.min(128, limits.workgroupSize) / rows));
      const shared = { source: "matrix", matrix, keys, lanesPerRow, subgroup: usableSubgroup(limits), unroll: "driver" } as const;
      const schedule: Schedule = { ...quickSchedule(request), ...shared, workgroupSize: rows * lanesPerRow };
      if (illegalities(schedule, request, limits).length === 0) return schedule;
    }
  }
  return undefined;
}

/** Rows and keys of a tile, the most promising first. */
const matrixTiles = [64, 32, 16, 8].flatMap((rows) => [32, 16].map((keys) => [rows, keys] as const));

/**
 * Lanes along the columns, so that each vector of a cache is read once; rows of a group of heads together; teams over keys. A step has a key for
 * every lane of a row to keep the scores of.
 */
function decodeSchedule(request: ScheduleRequest): Schedule {
  const { family, D, Dv, limits, packedHeads, block } = request;
  const subgroup = family === "quick" ? 0 : usableSubgroup(limits);
  const quick = quickSchedule(request);
  if (subgroup < 4) return { ...quick, workgroupSize: Math.min(16, limits.workgroupSize) };
  const onCpu = isSoftware(family);
  const vectors = Math.max(vectorsPerLane(D, 1), vectorsPerLane(Dv, 1));
  const lanesPerRow = Math.min(subgroup, floorPower(vectors));
  const vectorsEach = Math.ceil(vectors / lanesPerRow);
  const most = Math.floor((onCpu ? mostVectors.software : mostVectors.gpu) / vectorsEach);
  const keys = Math.max(onCpu ? 1 : 4, lanesPerRow);
  // No more than have keys of a block.
  const teams = onCpu ? 1 : floorPower(Math.max(1, Math.min(limits.workgroupSize / lanesPerRow, 128 / lanesPerRow, block[1] / keys)));
  return {
    ...quick,
    rowsPerLane: Math.max(1, Math.min(8, packedHeads, most)),
    lanesPerRow,
    teams,
    workgroupSize: teams * lanesPerRow,
    keys,
    subgroup,
    unroll: onCpu ? "text" : "driver",
  };
}

/** No more rows in a workgroup than a block has, and blocks divided evenly. */
function fitRows(schedule: Schedule, { block, phase }: ScheduleRequest): Schedule {
  if (phase === "decode") return schedule;
  const { lanesPerRow, teams, subgroup, source } = schedule;
  const unit = source === "broadcast" ? subgroup : 1;
  let fitted = schedule;
  const shrink = (more: Partial<Schedule>) => (fitted = { ...fitted, ...more });
  // Half the lanes, then half the rows of a lane, while a workgroup is larger than a block.
  while (rowsPerWorkgroup(fitted) > block[0] && fitted.workgroupSize % (2 * unit * lanesPerRow * teams) === 0) {
    shrink({ workgroupSize: fitted.workgroupSize / 2 });
  }
  while (rowsPerWorkgroup(fitted) > block[0] && fitted.rowsPerLane > 1) shrink({ rowsPerLane: fitted.rowsPerLane / 2 });
  if (source === "broadcast" || source === "matrix") return fitted;
  const tiles = Math.ceil(block[0] / rowsPerWorkgroup(fitted));
  const groups = Math.ceil(block[0] / tiles / fitted.rowsPerLane);
  return { ...fitted, workgroupSize: groups * lanesPerRow * teams };
}

/** Lanes that may be counted on: more than 32 bring nothing. */
const usableSubgroup = ({ subgroup = 0 }: ScheduleLimits): number => (subgroup > 0 ? Math.min(32, floorPower(subgroup)) : 0);

const floorPower = (n: number): number => 2 ** Math.floor(Math.log2(n));
const ceilPower = (n: number): number => 2 ** Math.ceil(Math.log2(n));
