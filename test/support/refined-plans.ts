/** @file Kernels whose captured tensors are on the device: the plan that the device makes for them, read back, and their results. */
import type { DeviceFamily } from "#codegen/choose-schedule.ts";
import { compileVariant, type CompileTarget } from "#src/compile.ts";
import type { Tensor, TensorData } from "#src/ir/tensor.ts";
import type { Variant } from "#src/ir/variant.ts";
import type { BlockPlan } from "#src/plan/block-plan.ts";
import type { CallOptions, CallTensors } from "#src/runtime/call.ts";
import { createKernel, type Kernel } from "#src/runtime/kernel.ts";
import { testDevice } from "./device.ts";
import { readWords, spyDevice, type SpyDevice } from "./spy-device.ts";

export interface Refiner extends SpyDevice {
  readonly kernel: Kernel;
  /** The plan that the device makes where it alone has the tensors; `given` are those that it does not. */
  refine(inputs: Readonly<Record<string, Tensor>>, options: CallOptions, given?: CallTensors): Promise<BlockPlan>;
}

export const styles: readonly (readonly [string, DeviceFamily])[] = [
  ["as on a CPU", "quick"],
  ["as on a GPU", "gpu"],
];

/** A kernel whose planner is of the style; the forward kernel is as software adapters like it. */
export async function createRefiner(
  variant: Variant,
  target: CompileTarget,
  family: DeviceFamily,
  limits: Readonly<Record<string, number>> = {},
): Promise<Refiner> {
  const spy = await spyDevice(limits);
  const { planner } = compileVariant(variant, { ...target, family });
  if (!planner) throw new Error(`${variant.name} has no planner`);
  const kernel = await createKernel(spy.device, { ...compileVariant(variant, { ...target, family: "quick" }), planner });
  const { D, Dv = D, Hq, Hkv = Hq } = target;
  return {
    ...spy,
    kernel,
    async refine(inputs, { B, Sq, Skv, ...options }, given = {}) {
      const counts = { q: B * Hq * Sq * D, k: B * Hkv * Skv * D, v: B * Hkv * Skv * Dv, out: B * Hq * Sq * Dv, lse: B * Hq * Sq };
      const made = await Promise.all(Object.entries(counts).map(async ([name, count]) => [name, await upload(new Float32Array(count))] as const));
      const captured = await Promise.all(Object.entries(inputs).map(async ([name, input]) => [name, await uploadTensor(input)] as const));
      const call = { B, Sq, Skv, ...options };
      const tensors: CallTensors = { ...Object.fromEntries(made), ...Object.fromEntries(captured), ...given };
      await encode(kernel, tensors, call);
      const words = await readWords(spy.buffers.findLast(({ label }) => label.endsWith("refined"))!);
      const { batchStride, headStride } = planner.manifest;
      const plan = { ...kernel.plan(call, tensors), batchStride, headStride, words };
      kernel.destroy();
      for (const [, buffer] of made) buffer.destroy();
      for (const [, { data }] of captured) data.destroy();
      return plan;
    },
  };
}

/** One pass with one call, run to its end. */
export async function encode(kernel: Kernel, tensors: CallTensors, options: CallOptions): Promise<void> {
  const device = await testDevice();
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  kernel.encode(pass, tensors, options);
  pass.end();
  device.queue.submit([encoder.finish()]);
  await device.queue.onSubmittedWorkDone();
}

/** A buffer with these contents, to be bound and to be read. */
export async function upload(data: TensorData): Promise<GPUBuffer> {
  const device = await testDevice();
  const bytes = new Uint8Array(Math.max(4, Math.ceil(data.byteLength / 4) * 4));
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const buffer = device.createBuffer({ size: bytes.length, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC });
  device.queue.writeBuffer(buffer, 0, bytes);
  return buffer;
}

/** A tensor on the device, of its shape. */
export const uploadTensor = async ({ data, shape }: Tensor): Promise<{ data: GPUBuffer; shape: readonly number[] }> => ({
  data: await upload(data),
  shape,
});
