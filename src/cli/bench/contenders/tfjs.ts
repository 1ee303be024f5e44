/** @file TensorFlow.js on WebGPU: scores, an added mask, softmax and values, as users compose them; heads that share keys are rows of one product. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { provideGpu } from "../provide-gpu.ts";
import type { BenchTask, Opened, Setting } from "../task.ts";
import { callOf, pickHeadRows } from "../tensors.ts";

/** What is used of the package. */
interface Tf {
  setBackend(name: "webgpu"): Promise<boolean>;
  ready(): Promise<void>;
  backend(): { readonly device: GPUDevice; endComputePassEncoder(): void; submitQueue(): void };
  tensor(data: unknown, shape: readonly number[], type: "float32"): TfTensor;
  tidy(f: () => TfTensor): TfTensor;
  matMul(a: TfTensor, b: TfTensor, transposeA: boolean, transposeB: boolean): TfTensor;
  mul(a: TfTensor, b: number): TfTensor;
  add(a: TfTensor, b: TfTensor): TfTensor;
  softmax(a: TfTensor): TfTensor;
}

interface TfTensor {
  data(): Promise<ArrayLike<number>>;
  dispose(): void;
}

export async function open(task: BenchTask, { folder }: Setting): Promise<Opened> {
  await provideGpu();
  const load = createRequire(join(folder, "package.json"));
  const tf = load("@tensorflow/tfjs-core") as Tf;
  load("@tensorflow/tfjs-backend-webgpu");
  if (!(await tf.setBackend("webgpu"))) throw new Error("tfjs has no WebGPU here");
  await tf.ready();
  const { B, Hq, Hkv, Sq, Skv, D, Dv } = task.sizes;
  const { call } = callOf(task);
  const heads = B * Hkv;
  const q = tf.tensor(call.q.data, [heads, (Hq / Hkv) * Sq, D], "float32");
  const k = tf.tensor(call.k.data, [heads, Skv, D], "float32");
  const v = tf.tensor(call.v.data, [heads, Skv, Dv], "float32");
  const mask = maskOf(task);
  const added = mask && tf.tensor(mask, [1, (Hq / Hkv) * Sq, Skv], "float32");
  const attend = (): TfTensor =>
    tf.tidy(() => {
      const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(D));
      return tf.matMul(tf.softmax(added ? tf.add(scores, added) : scores), v, false, false);
    });
  return {
    create: async () => ({}),
    async run() {
      const out = attend();
      // It gathers dispatches; these two send them off.
      tf.backend().endComputePassEncoder();
      tf.backend().submitQueue();
      await tf.backend().device.queue.onSubmittedWorkDone();
      out.dispose();
    },
    read: async (rows) => pickHeadRows(await attend().data(), rows, task.sizes),
  };
}

/** 0 where a pair is allowed, −∞ elsewhere. */
function maskOf({ pattern, sizes: { Hq, Hkv, Sq, Skv } }: BenchTask): Float32Array | undefined {
  if (!pattern || pattern.name === "full") return undefined;
  const back = "keys" in pattern ? pattern.keys : Skv;
  const position = (row: number): number => (pattern.name === "last" ? Skv - 1 : row % Sq);
  const rows = (Hq / Hkv) * Sq;
  return Float32Array.from({ length: rows * Skv }, (_, i) => {
    const distance = position(Math.floor(i / Skv)) - (i % Skv);
    return distance >= 0 && distance < back ? 0 : -Infinity;
  });
}
