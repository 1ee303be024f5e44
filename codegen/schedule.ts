/**
 * @file The schedule of a kernel as data: how query rows, columns and keys are shared among lanes, where keys and values are read from, how loops
 * are written. The skeleton reads it and knows nothing else of the machine; `choose-schedule.ts` has one for every kind of device.
 *
 * A workgroup is `teams` times a number of row groups times `lanesPerRow` lanes. The lanes of a row share its columns; each lane holds
 * `rowsPerLane` rows; teams hold the same rows and share the keys. With L lanes to a row, vector c of lane p begins at column 4 · (c · L + p), and
 * of the keys of a step it keeps the scores of p, L + p, 2 · L + p and so on.
 */

/** How K and V reach the lanes. */
export type KeySource =
  /** Staged in workgroup memory, a tile of keys at a time, between barriers. */
  | "workgroup"
  /** Read by the lanes of a subgroup side by side, then spread by `subgroupBroadcast` with a constant index. */
  | "broadcast"
  /** Read by each lane where they are. */
  | "memory"
  /** Multiplied by the matrix units of the device, from tiles in workgroup memory. */
  | "matrix";

/** A shape that a device's matrix units take: m × k times k × n, f16 in and f32 out. */
export interface MatrixShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** How loops over rows, keys and columns are written. */
export type Unrolling =
  /** Line by line in the text. */
  | "text"
  /** With constant bounds, which drivers unroll. */
  | "driver"
  /** With bounds in uniforms, so that they stay loops, and kernels are made quickly. */
  | "none";

export interface Schedule {
  /** Query rows that a lane holds. */
  readonly rowsPerLane: number;
  /** Lanes that share the columns of a row: a power of two, no more than `subgroup`, or 1. */
  readonly lanesPerRow: number;
  /** Lanes, or groups of `lanesPerRow` lanes, that hold the same rows and take different keys; each gives a partial result. */
  readonly teams: number;
  readonly workgroupSize: number;
  /** Keys that are scored between two updates of the online softmax: a multiple of `lanesPerRow`, each lane of a row keeping as many scores. */
  readonly keys: number;
  readonly source: KeySource;
  /** Keys that are staged at a time, a multiple of `keys`; 0 where they are not. */
  readonly stagedKeys: number;
  /** Lanes that every subgroup has at least; 0 where the device has no subgroups, or the kernel is to do without. */
  readonly subgroup: number;
  readonly unroll: Unrolling;
  /** For the source `matrix`: the shape of its products. */
  readonly matrix?: MatrixShape;
}

/** What a device can do, as far as schedules ask. */
export interface ScheduleLimits {
  /** `maxComputeWorkgroupStorageSize` */
  readonly workgroupBytes: number;
  /** The smaller of `maxComputeInvocationsPerWorkgroup` and `maxComputeWorkgroupSizeX`. */
  readonly workgroupSize: number;
  /** Lanes that every subgroup has at least (`subgroupMinSize`); 0, the default, without the feature. */
  readonly subgroup?: number;
  /** Products that the matrix units take; none, the default, without the feature. */
  readonly matrices?: readonly MatrixShape[];
}

/** What a schedule is for. */
export interface ScheduleShape {
  /** Where it matters: what the kernel is for. */
  readonly phase?: "prefill" | "decode";
  /** How q, k and v are stored; default f32. */
  readonly dtype?: "f32" | "f16";
  readonly D: number;
  readonly Dv: number;
  readonly block: readonly [q: number, kv: number];
  /** Bytes of workgroup memory each staged key needs besides K and V. */
  readonly extraBytesPerKey: number;
}

/** Vectors of four that a lane holds of a row of `columns`. */
export const vectorsPerLane = (columns: number, lanesPerRow: number): number => Math.ceil(columns / 4 / lanesPerRow);

/** Query rows of a workgroup. */
export const rowsPerWorkgroup = ({ workgroupSize, lanesPerRow, teams, rowsPerLane }: Schedule): number =>
  (workgroupSize / lanesPerRow / teams) * rowsPerLane;

/** Keys of a step whose scores a lane keeps. */
export const keysPerLane = ({ keys, lanesPerRow }: Pick<Schedule, "keys" | "lanesPerRow">): number => keys / lanesPerRow;

/** Whether loops over the rows of a lane are written out, each row with names of its own; its rows are neighbours then. */
export const areRowsApart = ({ unroll, rowsPerLane }: Pick<Schedule, "unroll" | "rowsPerLane">): boolean => unroll === "text" && rowsPerLane > 1;

/** How weights are held on their way to the values. */
export const weightsOf = ({ source }: Pick<Schedule, "source">): "f32" | "f16" => (source === "matrix" ? "f16" : "f32");

/** Bytes one staged key takes: its K and V rows in vectors of four f32, and what is hoisted per key. */
export function bytesPerKey({ D, Dv, extraBytesPerKey }: Omit<ScheduleShape, "block">, lanesPerRow: number = 1): number {
  const vectors = (columns: number): number => vectorsPerLane(columns, lanesPerRow) * lanesPerRow;
  return 16 * (vectors(D) + vectors(Dv)) + extraBytesPerKey;
}

/** Columns of the tiles of matrix products: whole matrices. */
export function matrixWidths({ matrix }: Pick<Schedule, "matrix">, { D, Dv }: Pick<ScheduleShape, "D" | "Dv">): { qk: number; v: number } {
  const { n, k } = matrix!;
  return { qk: k * Math.ceil(D / k), v: n * Math.ceil(Dv / n) };
}

/** The tiles of matrix products: q, k, v and weights in f16, scores and values in f32. */
function matrixBytes(schedule: Schedule, shape: Pick<ScheduleShape, "D" | "Dv">): number {
  const { qk, v } = matrixWidths(schedule, shape);
  const [rows, keys] = [rowsPerWorkgroup(schedule), schedule.keys];
  return 2 * (rows * qk + keys * qk + keys * v + rows * keys) + 4 * (rows * keys + rows * v) + 16;
}

/** Bytes of workgroup memory that a kernel of this schedule has: its tile of keys, and a flag; WebGPU counts each variable in units of 16. */
export function workgroupBytes(
  { stagedKeys, lanesPerRow }: Pick<Schedule, "stagedKeys" | "lanesPerRow">,
  shape: Omit<ScheduleShape, "block">,
): number {
  return stagedKeys === 0 ? 0 : 16 * Math.ceil((stagedKeys * bytesPerKey(shape, lanesPerRow)) / 16) + 16;
}

/** Bytes of workgroup memory of a schedule, whatever it keeps there. */
export const tileBytes = (schedule: Schedule, shape: Omit<ScheduleShape, "block">): number =>
  schedule.source === "matrix" ? matrixBytes(schedule, shape) : workgroupBytes(schedule, shape);

/** Why a schedule that multiplies matrices cannot: the device's products, what is stored, whole matrices. */
function matrixIllegalities(schedule: Schedule, { dtype = "f32" }: ScheduleShape, { matrices = [] }: ScheduleLimits): [boolean, string][] {
  const { source, matrix, keys, rowsPerLane, unroll } = schedule;
  if (source !== "matrix") return [[matrix !== undefined, "the shape of products is named, and there are none"]];
  if (!matrix) return [[true, "products of matrices have no shape"]];
  const { m, n, k } = matrix;
  const isWhole = keys % n === 0 && keys % k === 0 && rowsPerWorkgroup(schedule) % m === 0;
  return [
    [!matrices.some((offered) => offered.m === m && offered.n === n && offered.k === k), `the device multiplies no matrices of ${m} x ${n} x ${k}`],
    [dtype !== "f16", "matrices are multiplied in f16, which q, k and v are not"],
    [!isWhole, `${rowsPerWorkgroup(schedule)} rows and ${keys} keys are not whole matrices of ${m} x ${n} x ${k}`],
    [rowsPerLane !== 1 || unroll !== "driver", "matrices are multiplied with one row to a lane, in loops"],
  ];
}

const isPowerOfTwo = (n: number): boolean => n > 0 && (n & (n - 1)) === 0;

/** Why a device cannot run a kernel of this schedule, each reason a sentence; none if it can. */
export function illegalities(schedule: Schedule, shape: ScheduleShape, limits: ScheduleLimits): string[] {
  const { rowsPerLane, lanesPerRow, teams, workgroupSize, keys, source, stagedKeys, subgroup, unroll } = schedule;
  const { subgroup: offered = 0 } = limits;
  const bytes = tileBytes(schedule, shape);
  const rules: readonly (readonly [broken: boolean, reason: string])[] = [
    [![rowsPerLane, lanesPerRow, teams, workgroupSize, keys].every((n) => Number.isInteger(n) && n >= 1), "counts are whole numbers from 1 on"],
    [workgroupSize > limits.workgroupSize, `${workgroupSize} invocations to a workgroup, where the device allows ${limits.workgroupSize}`],
    [workgroupSize % (lanesPerRow * teams) !== 0, `${workgroupSize} lanes do not divide into ${teams} teams of ${lanesPerRow} lanes to a row`],
    [bytes > limits.workgroupBytes, `${bytes} bytes of workgroup memory, where the device has ${limits.workgroupBytes}`],
    [subgroup > offered, `subgroups of ${subgroup} lanes, where the device ${offered ? `has ${offered} at least` : "has none"}`],
    [!isPowerOfTwo(lanesPerRow), `${lanesPerRow} lanes to a row are not a power of two`],
    [lanesPerRow > 1 && lanesPerRow > subgroup, `${lanesPerRow} lanes to a row, in subgroups of ${subgroup}`],
    [keys % lanesPerRow !== 0, `${lanesPerRow} lanes to a row do not divide ${keys} keys at a step`],
    [source === "broadcast" && !isPowerOfTwo(subgroup), "keys are broadcast without subgroups"],
    [source === "broadcast" && lanesPerRow > 1, "keys are broadcast to lanes that share rows"],
    [source === "broadcast" && teams > 1, "keys are broadcast to lanes of several teams"],
    [source === "broadcast" && workgroupSize % Math.max(1, subgroup) !== 0, `${workgroupSize} lanes are not whole subgroups of ${subgroup}`],
    [source === "broadcast" && unroll !== "text", "keys are broadcast in loops, where the index of a lane is not a constant"],
    [source === "workgroup" ? stagedKeys < 1 || stagedKeys % keys !== 0 : stagedKeys !== 0, `${stagedKeys} keys are staged, ${keys} at a step`],
    [shape.phase === "prefill" && teams > 1, "teams give parts of a row, which the kernel for many rows does not merge"],
    [source === "workgroup" && teams > 1, "teams take different keys, and none are staged for each"],
    [rowsPerLane * keysPerLane(schedule) > 32, `${rowsPerLane} rows by ${keysPerLane(schedule)} keys are more than 32 pairs`],
    ...matrixIllegalities(schedule, shape, limits),
  ];
  return rules.flatMap(([broken, reason]) => (broken ? [reason] : []));
}
