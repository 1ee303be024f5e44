/** @file Heed itself: compiled for the task, run from buffers to buffers. */
import { weightsOf } from "#codegen/schedule.ts";
import { decodeHalf } from "#src/ir/tensor.ts";
import { openDevice } from "#src/node/dawn.ts";
import type { FileTensor } from "#src/node/files/tensor.ts";
import { countBlocks } from "#src/plan/block-plan.ts";
import { compile } from "#src/runtime/compile.ts";
import type { Kernel } from "#src/runtime/kernel.ts";
import type { CallTensors } from "#src/runtime/call.ts";
import { bufferOf, download, emptyBuffer } from "../gpu-buffers.ts";
import type { BenchTask, Opened } from "../task.ts";
import { callOf, pickHeadRows } from "../tensors.ts";

export async function open(task: BenchTask): Promise<Opened> {
  const { sizes, dtype, params, block, tuning } = task;
  const { B, Hq, Hkv, Sq, Skv, D, Dv } = sizes;
  const device = await openDevice({ features: dtype === "f16" ? ["shader-f16"] : [] });
  const failures: string[] = [];
  device.addEventListener("uncapturederror", ({ error }) => void failures.push(error.message));
  const { variant, call } = callOf(task);
  const upload = ({ shape, data }: FileTensor) => ({ data: bufferOf(device, data), shape, values: data });
  const results = { out: emptyBuffer(device, B * Hq * Sq * Dv * (dtype === "f16" ? 2 : 4)), lse: emptyBuffer(device, B * Hq * Sq * 4) };
  const captured = Object.fromEntries(Object.entries(call.inputs).map(([name, tensor]) => [name, upload(tensor)]));
  const [q, k, v] = [call.q, call.k, call.v].map(({ data }) => bufferOf(device, data));
  const tensors: CallTensors = { q: q!, k: k!, v: v!, ...captured, ...results };
  let kernel: Kernel | undefined;
  return {
    async create() {
      kernel = await compile(variant, { device, Hq, Hkv, D, Dv, dtype, ...(block ? { block } : {}), ...(tuning ? { tuning } : {}) });
      const { full, partial, empty } = countBlocks(kernel.plan({ B, Sq, Skv, params }, tensors));
      return { wgsl: kernel.wgsl.length, visited: (full + partial) / (full + partial + empty), weights: weightsOf(kernel.manifest.schedule) };
    },
    async run() {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      kernel!.encode(pass, tensors, { B, Sq, Skv, params });
      pass.end();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
      if (failures.length > 0) throw new Error(failures[0]);
    },
    async read(rows) {
      const bytes = await download(device, results.out);
      const out = dtype === "f16" ? Float32Array.from(new Uint16Array(bytes), decodeHalf) : new Float32Array(bytes);
      return pickHeadRows(out, rows, sizes);
    },
  };
}
