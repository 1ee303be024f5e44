/** @file Puts a kernel of the table on the device, and finds how often it must be repeated for its time to mean something. */
import { usage } from "#src/runtime/buffers.ts";
import { emptyBuffer } from "./gpu-buffers.ts";
import { memoryBytes, type MicrokernelRow } from "./microkernel-table.ts";

export interface Microkernel {
  /** One run: 10⁹ per second of what its row counts. */
  run(): Promise<number>;
}

/** Milliseconds that a run should take, against the price of submitting and waiting. */
const wanted = 25;

const label = "heed bench ceiling";

/** Buffers are shared: kernels run one at a time. */
const buffers = new WeakMap<GPUDevice, Readonly<Record<"setting" | "source" | "sink", GPUBuffer>>>();

export async function createMicrokernel(device: GPUDevice, row: MicrokernelRow): Promise<Microkernel> {
  const { setting, source, sink } = buffersOf(device);
  const layout = device.createBindGroupLayout({
    entries: (["uniform", "read-only-storage", "storage"] as const).map((type, binding) => ({ binding, visibility: 4, buffer: { type } })),
  });
  const pipeline = await device.createComputePipelineAsync({
    label,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module: device.createShaderModule({ label, code: row.wgsl }) },
  });
  const entries = [setting, source, sink].map((buffer, binding) => ({ binding, resource: { buffer } }));
  const group = device.createBindGroup({ layout, entries });
  const milliseconds = async (rounds: number): Promise<number> => {
    const words = new Float32Array([0, 0.999, 0.001, 0]);
    new Uint32Array(words.buffer)[0] = rounds;
    device.queue.writeBuffer(setting, 0, words);
    await device.queue.onSubmittedWorkDone();
    const start = performance.now();
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    for (let i = 0; i < (row.isMemory ? rounds : 1); i++) pass.dispatchWorkgroups(row.groups);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - start;
  };
  const rounds = await enough(milliseconds);
  return { run: async () => (row.work * row.groups * 64 * rounds) / (await milliseconds(rounds)) / 1e6 };
}

/** Doubled until a run is long enough; the first run also makes what the driver makes late. */
async function enough(milliseconds: (rounds: number) => Promise<number>): Promise<number> {
  await milliseconds(1);
  let rounds = 1;
  while (rounds < 2 ** 16 && (await milliseconds(rounds)) < wanted) rounds *= 2;
  return rounds;
}

function buffersOf(device: GPUDevice): Readonly<Record<"setting" | "source" | "sink", GPUBuffer>> {
  const found = buffers.get(device) ?? {
    setting: device.createBuffer({ label, size: 16, usage: usage.uniform | usage.copyDst }),
    source: emptyBuffer(device, memoryBytes),
    sink: emptyBuffer(device, memoryBytes),
  };
  buffers.set(device, found);
  return found;
}
