/** @file GPU buffers of one call: uploads of typed arrays, fresh outputs, read-back. What is made here is labelled, and destroyed by its maker. */
import { arrays } from "./tensors.ts";
import type { StorageType } from "#src/ir/types.ts";
import type { TensorData } from "#src/ir/tensor.ts";

/** WebGPU's usage bits, by name: not every host defines the globals before a device exists. */
export const usage = { mapRead: 0x1, copySrc: 0x4, copyDst: 0x8, uniform: 0x40, storage: 0x80 } as const;

/** Bytes rounded up to what a binding and a copy need. */
const paddedBytes = (bytes: number): number => Math.max(4, Math.ceil(bytes / 4) * 4);

/** The bytes of a tensor of `count` elements as a binding. */
export const tensorBytes = (type: StorageType, count: number): number => paddedBytes(count * arrays[type].BYTES_PER_ELEMENT);

/** A buffer that holds `content` from the start, without a queue in between. */
export function createFilled(device: GPUDevice, label: string, bits: number, content: ArrayBufferView): GPUBuffer {
  const bytes = new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  const buffer = device.createBuffer({ label, size: paddedBytes(bytes.byteLength), usage: bits, mappedAtCreation: true });
  new Uint8Array(buffer.getMappedRange()).set(bytes);
  buffer.unmap();
  return buffer;
}

/** An output buffer, not yet written. */
export function createOutput(device: GPUDevice, label: string, type: StorageType, count: number): GPUBuffer {
  return device.createBuffer({ label, size: tensorBytes(type, count), usage: usage.storage | usage.copySrc });
}

/** Queues a copy of the first `size` bytes of `source` into a buffer that can be mapped; reading waits for it. */
export function stageRead(device: GPUDevice, encoder: GPUCommandEncoder, source: GPUBuffer, size: number, label: string): GPUBuffer {
  const staging = device.createBuffer({ label, size, usage: usage.mapRead | usage.copyDst });
  encoder.copyBufferToBuffer(source, 0, staging, 0, size);
  return staging;
}

/** The staged elements, f16 as its bits. */
export async function readStaged(staging: GPUBuffer, type: StorageType, count: number): Promise<TensorData> {
  await staging.mapAsync(1);
  const bytes = staging.getMappedRange().slice(0);
  staging.unmap();
  return new arrays[type](bytes, 0, count);
}
