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

/** The first call is timed by both clocks: a device whose own says nothing, or more than the wall's, is timed by the wall's from then on. */
export function createTimer(device: GPUDevice): Timer {
  const stamps = device.features.has("timestamp-query") ? createStamps(device) : undefined;
  let clock: Clock | undefined = stamps ? undefined : "wall";
  return {
    clock: () => clock,
    async time(record) {
      const used = clock === "wall" ? undefined : stamps;
      const start = performance.now();
      submit(device, record, used);
      await device.queue.onSubmittedWorkDone();
      const wall = performance.now() - start;
      const stamped = await used?.read();
      clock ??= stamped !== undefined && stamped > 0 && stamped <= wall ? "timestamps" : "wall";
      return clock === "timestamps" ? stamped! : wall;
    },
  };
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

function submit(device: GPUDevice, record: Recorded, stamps: Stamps | undefined): void {
  const encoder = device.createCommandEncoder({ label: "heed tune" });
  const pass = encoder.beginComputePass({ label: "heed tune", ...(stamps ? { timestampWrites: stamps.writes } : {}) });
  record(pass);
  pass.end();
  stamps?.resolve(encoder);
  device.queue.submit([encoder.finish()]);
}
