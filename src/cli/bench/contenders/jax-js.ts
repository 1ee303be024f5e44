/** @file jax-js on WebGPU: its own attention, compiled by `jit` once. Arrays are used up by what takes them, hence the `ref`s. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { TensorData } from "#src/ir/tensor.ts";
import { provideGpu } from "../provide-gpu.ts";
import type { BenchTask, Opened, Setting } from "../task.ts";
import { byPosition, callOf, pickRows, sumsIn } from "../tensors.ts";

/** What is used of the package. */
interface Jax {
  init(device: "webgpu"): Promise<readonly string[]>;
  defaultDevice(device: "webgpu"): unknown;
  getWebGPUDevice(): GPUDevice;
  blockUntilReady<T>(array: T): Promise<T>;
  jit(f: (q: JaxArray, k: JaxArray, v: JaxArray) => JaxArray): (q: JaxArray, k: JaxArray, v: JaxArray) => JaxArray;
  readonly nn: { dotProductAttention(q: JaxArray, k: JaxArray, v: JaxArray, options: object): JaxArray };
  readonly numpy: { array(data: unknown, options: { readonly shape: readonly number[] }): JaxArray; arange(count: number): JaxArray };
}

interface JaxArray {
  readonly ref: JaxArray;
  reshape(shape: readonly number[]): JaxArray;
  greaterEqual(value: number): JaxArray;
  data(): Promise<ArrayLike<number>>;
  dispose(): void;
}

export async function open(task: BenchTask, { folder }: Setting): Promise<Opened> {
  await provideGpu();
  const jax = (await import(pathToFileURL(join(folder, "node_modules/@jax-js/jax/dist/index.js")).href)) as Jax;
  if (!(await jax.init("webgpu")).includes("webgpu")) throw new Error("jax-js has no WebGPU here");
  jax.defaultDevice("webgpu");
  const { B, Hq, Hkv, Sq, Skv, D } = task.sizes;
  const { q, k, v } = callOf(task).call;
  const put = (data: TensorData, shape: readonly [number, number, number, number]): JaxArray => {
    const [b, h, s, d] = shape;
    return jax.numpy.array(asFloats(byPosition(data, shape)), { shape: [b, s, h, d] });
  };
  const given = [put(q.data, [B, Hq, Sq, D]), put(k.data, [B, Hkv, Skv, D]), put(v.data, [B, Hkv, Skv, D])] as const;
  await jax.blockUntilReady(given);
  let attend: ReturnType<Jax["jit"]> | undefined;
  const call = (): JaxArray => attend!(given[0].ref, given[1].ref, given[2].ref);
  return {
    async create() {
      attend = jax.jit((a, b, c) => jax.nn.dotProductAttention(a, b, c, maskOf(task, jax)));
      return { sums: sumsIn(task) };
    },
    async run() {
      const out = await jax.blockUntilReady(call());
      await jax.getWebGPUDevice().queue.onSubmittedWorkDone();
      out.dispose();
    },
    read: async (rows) => pickRows(await call().data(), rows, task.sizes),
  };
}

function maskOf({ pattern, sizes }: BenchTask, jax: Jax): object {
  switch (pattern?.name) {
    case "causal":
      return { isCausal: true };
    case "window":
      return { localWindowSize: [pattern.keys - 1, 0] };
    case "last":
      return {
        mask: jax.numpy
          .arange(sizes.Skv)
          .greaterEqual(sizes.Skv - pattern.keys)
          .reshape([1, 1, 1, sizes.Skv]),
      };
    default:
      return {};
  }
}

/** Bits of f16 as the array that newer versions of Node have for them. */
function asFloats(data: TensorData): unknown {
  const Half = (globalThis as unknown as { Float16Array: new (buffer: ArrayBufferLike, at: number, length: number) => unknown }).Float16Array;
  return data instanceof Uint16Array ? new Half(data.buffer, data.byteOffset, data.length) : data;
}
