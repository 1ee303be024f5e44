/** @file GPU buffers of one call: uploads of typed arrays, fresh outputs, read-back. What is made here is labelled, and destroyed by its maker. */
import { elementBytes, type BoundTensor } from "./tensors.ts";
import type { StorageType } from "#src/ir/types.ts";
import type { TensorData } from "#src/ir/tensor.ts";

/** WebGPU's usage bits, by name: not every host defines the globals before a device exists. */
export const usage = { mapRead: 0x1, copySrc: 0x4, copyDst: 0x8, uniform: 0x40, storage: 0x80 } as const;

/** Bytes rounded up to what a binding and a copy need. */
export const paddedBytes = (bytes: number): number => Math.max(4, Math.ceil(bytes / 4) * 4);

/** The bytes of a tensor of `count` elements as a binding. */
export const tensorBytes = (type: StorageType, count: number): number => paddedBytes(count * elementBytes[type]);

/** A buffer that holds `content` from the start, without a queue in between. */
export function createFilled(device: GPUDevice, label: string, bits: number, content: ArrayBuffer | ArrayBufferView): GPUBuffer {
  const bytes = content instanceof ArrayBuffer ? new Uint8Array(content) : new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  const buffer = device.createBuffer({ label, size: paddedBytes(bytes.byteLength), usage: bits, mappedAtCreation: true });
  new Uint8Array(buffer.getMappedRange()).set(bytes);
  buffer.unmap();
  return buffer;
}

/** The tensor's buffer: the caller's, or an upload that joins `made` and is the library's to destroy. */
export function bufferOf(device: GPUDevice, tensor: BoundTensor, label: string, made: GPUBuffer[]): GPUBuffer {
  if (tensor.buffer) return tensor.buffer;
  const buffer = createFilled(device, label, usage.storage, tensor.data!);
  made.push(buffer);
  return buffer;
}

/** An output buffer, not yet written. */
export function createOutput(device: GPUDevice, label: string, type: StorageType, count: number): GPUBuffer {
  return device.createBuffer({ label, size: tensorBytes(type, count), usage: usage.storage | usage.copySrc });
}

/** Queues a copy of the first `bytes` of `source` into a buffer that can be mapped; reading waits for it. */
export function stageRead(device: GPUDevice, encoder: GPUCommandEncoder, source: GPUBuffer, bytes: number, label: string): GPUBuffer {
  const size = paddedBytes(bytes);
  const staging = device.createBuffer({ label, size, usage: usage.mapRead | usage.copyDst });
  encoder.copyBufferToBuffer(source, 0, staging, 0, size);
  return staging;
}

/** The staged bytes as f32, or as the bits of f16. */
export async function readStaged(staging: GPUBuffer, type: "f32" | "f16", count: number): Promise<TensorData> {
  await staging.mapAsync(1);
  const bytes = staging.getMappedRange().slice(0);
  staging.unmap();
  return type === "f32" ? new Float32Array(bytes, 0, count) : new Uint16Array(bytes, 0, count);
}
