/** @file What libraries for browsers look for: `navigator.gpu` and the globals beside it, from the same Dawn that Heed uses. */
import { loadDawn } from "#src/node/dawn.ts";

export async function provideGpu(): Promise<void> {
  const gpu = await loadDawn();
  const navigator = (globalThis as { navigator?: object }).navigator ?? {};
  Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true, writable: true });
  takeSharedMemory();
  rememberErrors();
}

const failures: string[] = [];

/** What went wrong on a device of a library; few of them look. */
export const deviceFailure = (): string | undefined => failures[0];

function rememberErrors(): void {
  const { prototype } = GPUAdapter;
  const request = prototype.requestDevice;
  prototype.requestDevice = async function (this: GPUAdapter, wanted?: GPUDeviceDescriptor): Promise<GPUDevice> {
    const device = await request.call(this, wanted);
    device.addEventListener("uncapturederror", ({ error }) => void failures.push(error.message));
    return device;
  };
}

/** Dawn in Node does not take views of shared memory, in which WebAssembly with threads has everything. */
function takeSharedMemory(): void {
  const { prototype } = GPUQueue;
  const write = prototype.writeBuffer as (this: GPUQueue, buffer: GPUBuffer, at: number, data: unknown, ...more: unknown[]) => undefined;
  prototype.writeBuffer = function (this: GPUQueue, buffer: GPUBuffer, at: number, data: ArrayBufferView, ...more: unknown[]): undefined {
    const isShared = data.buffer instanceof SharedArrayBuffer;
    return write.call(this, buffer, at, isShared ? (data as Uint8Array).slice() : data, ...more);
  } as GPUQueue["writeBuffer"];
}
