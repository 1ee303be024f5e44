/**
 * @file The schedule of a kernel as data: how many query rows a workgroup holds, how many keys it stages at a time. Chosen from the head
 * sizes, the block sizes and the device's limits; the skeleton reads it and knows nothing else of the machine.
 */
export interface ScheduleRequest {
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

export interface Schedule {
  /** Query rows of a workgroup, one per invocation: the workgroup size. */
  readonly rows: number;
  /** Workgroups that share one block row of the plan. */
  readonly tilesPerBlock: number;
  /** Keys staged in workgroup memory at a time. */
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
  const [blockQ, blockKv] = request.block;
  const tilesPerBlock = Math.ceil(blockQ / Math.min(preferredRows, request.workgroupSize));
  const bytes = bytesPerKey(request);
  let keys = Math.min(preferredKeys, blockKv);
  while (keys > 1 && keys * bytes > request.workgroupBytes) keys = Math.ceil(keys / 2);
  if (keys * bytes > request.workgroupBytes) return undefined;
  return { rows: Math.ceil(blockQ / tilesPerBlock), tilesPerBlock, keys, workgroupBytes: keys * bytes };
}
