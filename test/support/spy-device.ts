/**
 * @file The tests' device behind a pane of glass: it counts what is made on it, keeps the buffers by their labels, has smaller limits where a
 * test says so.
 */
import { testDevice } from "./device.ts";

export interface SpyDevice {
  readonly device: GPUDevice;
  /** How often each of the device's methods was called. */
  readonly calls: Map<string, number>;
  /** The buffers that were made, in order. */
  readonly buffers: readonly GPUBuffer[];
}

export async function spyDevice(limits: Readonly<Record<string, number>> = {}): Promise<SpyDevice> {
  const real = await testDevice();
  const calls = new Map<string, number>();
  const buffers: GPUBuffer[] = [];
  const own: Readonly<Record<string, unknown>> = {
    limits: new Proxy(real.limits, { get: (target, name) => limits[String(name)] ?? Reflect.get(target, name, target) }),
    createBuffer(descriptor: GPUBufferDescriptor) {
      const buffer = real.createBuffer(descriptor);
      buffers.push(buffer);
      return buffer;
    },
  };
  const device = new Proxy(real, {
    get(target, name) {
      const value: unknown = own[String(name)] ?? Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        calls.set(String(name), (calls.get(String(name)) ?? 0) + 1);
        return Reflect.apply(value, target, args);
      };
    },
  });
  return { device, calls, buffers };
}

/** The words of a buffer that may be copied. */
export async function readWords(buffer: GPUBuffer): Promise<Uint32Array> {
  const device = await testDevice();
  const staging = device.createBuffer({ size: buffer.size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const words = new Uint32Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return words;
}
