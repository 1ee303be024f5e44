/**
 * @file The schedule of a kernel as data: how many query rows a workgroup holds, how many keys it stages at a time, whether it stages them
 * at all. Chosen from the head sizes, the block sizes and the device; the skeleton reads it and knows nothing else of the machine.
 */

/** What suits a kind of device. GPUs share keys through workgroup memory and unroll; on a CPU both only cost time. */
export interface ScheduleStyle {
  /** Keys and values go through workgroup memory, or are read where they are. */
  readonly staging: "workgroup" | "direct";
  /** Loops over head columns have constant bounds, which drivers unroll; else the bounds are uniforms, and kernels are made quickly. */
  readonly unroll: boolean;
}

export const gpuStyle: ScheduleStyle = { staging: "workgroup", unroll: true };
export const cpuStyle: ScheduleStyle = { staging: "direct", unroll: false };

export interface ScheduleRequest {
  readonly style: ScheduleStyle;
  readonly D: number;
  readonly Dv: number;
  readonly block: readonly [q: number, kv: number];
  /** Bytes of workgroup memory the kernel may use (`maxComputeWorkgroupStorageSize`). */
  readonly workgroupBytes: number;
  /** Invocations a workgroup may have (`maxComputeInvocationsPerWorkgroup`, `maxComputeWorkgroupSizeX`). */
  readonly workgroupSize: number;
  /** Bytes of workgroup memory each staged key needs besides K and V. */
  readonly extraBytesPerKey: number;
}

export interface Schedule extends ScheduleStyle {
  /** Query rows of a workgroup, one per invocation: the workgroup size. */
  readonly rows: number;
  /** Workgroups that share one block row of the plan. */
  readonly tilesPerBlock: number;
  /** Keys staged in workgroup memory at a time; 0 where keys are not staged. */
  readonly keys: number;
  readonly workgroupBytes: number;
}

const preferredRows = 64;
const preferredKeys = 32;

/** Bytes one staged key takes: its K and V rows as vec4<f32>, and what is hoisted per key. */
export function bytesPerKey({ D, Dv, extraBytesPerKey }: Pick<ScheduleRequest, "D" | "Dv" | "extraBytesPerKey">): number {
  return 16 * (Math.ceil(D / 4) + Math.ceil(Dv / 4)) + extraBytesPerKey;
}

/** The schedule for a request, or `undefined` where not even one key fits the workgroup memory. */
export function chooseSchedule(request: ScheduleRequest): Schedule | undefined {
  const tilesPerBlock = Math.ceil(request.block[0] / Math.min(preferredRows, request.workgroupSize));
  const rows = { ...request.style, rows: Math.ceil(request.block[0] / tilesPerBlock), tilesPerBlock };
  if (request.style.staging === "direct") return { ...rows, keys: 0, workgroupBytes: 0 };
  const bytes = bytesPerKey(request);
  let keys = Math.min(preferredKeys, request.block[1]);
  while (keys > 1 && keys * bytes > request.workgroupBytes) keys = Math.ceil(keys / 2);
  return keys * bytes > request.workgroupBytes ? undefined : { ...rows, keys, workgroupBytes: keys * bytes };
}
