/** @file How long work takes on the device: by the device's own clock, where it has one that can be trusted, else from the queue to the end. */
import { usage } from "#src/runtime/buffers.ts";

export type Clock = "timestamps" | "wall";

/** What is to be timed, into a pass. */
export type Recorded = (pass: GPUComputePassEncoder) => void;

export interface Timer {
  /** Known behind the first call. */
  clock(): Clock | undefined;
  /** Milliseconds. */
  time(record: Recorded): Promise<number>;
}

/**
 * The first calls are timed by both clocks: a device whose own says more than the wall's is timed by the wall's from then on, and so is one whose
 * own says nothing, even of what takes long.
 */
export function createTimer(device: GPUDevice): Timer {
  const stamps = device.features.has("timestamp-query") ? createStamps(device) : undefined;
  let clock: Clock | undefined = stamps ? undefined : "wall";
  return {
    clock: () => clock,
    async time(record) {
      const used = clock === "wall" ? undefined : stamps;
      const commands = encode(device, record, used);
      const start = performance.now();
      device.queue.submit([commands]);
      await device.queue.onSubmittedWorkDone();
      const wall = performance.now() - start;
      const stamped = await used?.read();
      clock ??= trusted(stamped!, wall);
      return clock === "timestamps" ? stamped! : wall;
    },
  };
}

/** Milliseconds that any clock should notice: browsers, and Dawn like them, round a device's time to a tenth of one. */
const noticeable = 5;

function trusted(stamped: number, wall: number): Clock | undefined {
  if (stamped > 0) return stamped <= wall ? "timestamps" : "wall";
  return wall > noticeable ? "wall" : undefined;
}

/** Milliseconds that a sample should take, so that no clock is too coarse for it. */
const inOneSample = 30;
const mostCalls = 1000;

/** How many calls make a sample; `time` takes so many of them, to milliseconds for all. */
export async function callsForSample(time: (calls: number) => Promise<number>): Promise<number> {
  let calls = 1;
  for (;;) {
    const ms = await time(calls);
    const wanted = Math.min(mostCalls, Math.ceil((calls * inOneSample) / Math.max(ms, 1e-3)));
    if (wanted < 2 * calls) return calls;
    // What a single call says of many is not much.
    calls = Math.min(wanted, 10 * calls);
  }
}

interface Stamps {
  readonly writes: GPUComputePassTimestampWrites;
  resolve(encoder: GPUCommandEncoder): void;
  read(): Promise<number>;
}

const queryResolve = 0x200; // GPUBufferUsage.QUERY_RESOLVE, a global that not every host defines
const bytes = 16;

function createStamps(device: GPUDevice): Stamps {
  const label = "heed tune timestamps";
  const querySet = device.createQuerySet({ label, type: "timestamp", count: 2 });
  const resolved = device.createBuffer({ label, size: bytes, usage: queryResolve | usage.copySrc });
  const staging = device.createBuffer({ label, size: bytes, usage: usage.mapRead | usage.copyDst });
  return {
    writes: { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 },
    resolve(encoder) {
      encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, staging, 0, bytes);
    },
    async read() {
      await staging.mapAsync(1);
      const [begin, end] = new BigUint64Array(staging.getMappedRange().slice(0));
      staging.unmap();
      return Number(end! - begin!) / 1e6;
    },
  };
}

function encode(device: GPUDevice, record: Recorded, stamps: Stamps | undefined): GPUCommandBuffer {
  const encoder = device.createCommandEncoder({ label: "heed tune" });
  const pass = encoder.beginComputePass({ label: "heed tune", ...(stamps ? { timestampWrites: stamps.writes } : {}) });
  record(pass);
  pass.end();
  stamps?.resolve(encoder);
  return encoder.finish();
}
