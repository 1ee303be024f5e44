/** @file ONNX Runtime Web on WebGPU, with every tensor on its device. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { decodeHalf } from "#src/ir/tensor.ts";
import { openDevice } from "#src/node/dawn.ts";
import { bufferOf, download, emptyBuffer } from "../gpu-buffers.ts";
import { provideGpu } from "../provide-gpu.ts";
import type { BenchTask, Opened, Setting } from "../task.ts";
import { pickRows, sumsIn } from "../tensors.ts";
import { ortProblem, type OrtTensor } from "./ort-attention.ts";

/** What is used of the package. */
interface Ort {
  readonly env: { readonly wasm: { numThreads: number } };
  readonly Tensor: {
    new (type: string, data: unknown, dims: readonly number[]): unknown;
    fromGpuBuffer(buffer: GPUBuffer, options: { readonly dataType: string; readonly dims: readonly number[] }): unknown;
  };
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
}

interface Session {
  run(feeds: object, fetches: object): Promise<unknown>;
}

export async function open(task: BenchTask, { folder }: Setting): Promise<Opened> {
  await provideGpu();
  const path = join(folder, "node_modules/onnxruntime-web/dist/ort.webgpu.bundle.min.mjs");
  const ort = (await import(pathToFileURL(path).href)) as Ort;
  ort.env.wasm.numThreads = 1;
  const device = await openDevice({ features: task.dtype === "f16" ? ["shader-f16"] : [] });
  const { model, inputs, outputs } = ortProblem(task);
  const bytesOf = ({ type, shape }: OrtTensor): number => shape.reduce((product, size) => product * size, type === "float16" ? 2 : 4);
  const buffers = new Map<string, GPUBuffer>();
  let session: Session | undefined;
  const place = (tensor: OrtTensor): unknown => {
    const { name, type, shape, data, isSmall, sharedWith } = tensor;
    if (isSmall) return new ort.Tensor(type, data, shape);
    const buffer = buffers.get(sharedWith ?? name) ?? (data ? bufferOf(device, data) : emptyBuffer(device, bytesOf(tensor)));
    buffers.set(name, buffer);
    return ort.Tensor.fromGpuBuffer(buffer, { dataType: type, dims: shape });
  };
  const placed = (tensors: readonly OrtTensor[]): object => Object.fromEntries(tensors.map((tensor) => [tensor.name, place(tensor)]));
  const [feeds, fetches] = [placed(inputs), placed(outputs)];
  return {
    async create() {
      session = await ort.InferenceSession.create(model, { executionProviders: [{ name: "webgpu", device }], preferredOutputLocation: "gpu-buffer" });
      return { sums: sumsIn(task) };
    },
    async run() {
      await session!.run(feeds, fetches);
      await device.queue.onSubmittedWorkDone();
    },
    async read(rows) {
      const bytes = await download(device, buffers.get("out")!);
      const out = task.dtype === "f16" ? Float32Array.from(new Uint16Array(bytes), decodeHalf) : new Float32Array(bytes);
      return pickRows(out, rows, task.sizes);
    },
  };
}
