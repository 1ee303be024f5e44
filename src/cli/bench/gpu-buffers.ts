/** @file Storage buffers with data in them, and what is in them afterwards. */
import type { TensorData } from "#src/ir/tensor.ts";
import { createFilled, usage } from "#src/runtime/buffers.ts";

const label = "heed bench";
const bits = usage.storage | usage.copySrc | usage.copyDst;

/** A buffer that kernels can bind, that can be filled, and read by {@link download}. */
export function emptyBuffer(device: GPUDevice, bytes: number): GPUBuffer {
  return device.createBuffer({ label, size: Math.ceil(bytes / 4) * 4, usage: bits });
}

export const bufferOf = (device: GPUDevice, data: TensorData): GPUBuffer => createFilled(device, label, bits, data);

export async function download(device: GPUDevice, buffer: GPUBuffer): Promise<ArrayBuffer> {
  const copy = device.createBuffer({ label, size: buffer.size, usage: usage.copyDst | usage.mapRead });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await copy.mapAsync(1);
  const bytes = copy.getMappedRange().slice(0);
  copy.destroy();
  return bytes;
}
