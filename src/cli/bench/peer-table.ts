/** @file What can be timed beside Heed, one row each: the packages, the process they need, and what of a task they can do. */
import type { BenchTask } from "./task.ts";

export interface PeerRow {
  readonly name: string;
  /** What is timed, for people. */
  readonly what: string;
  /** Exact versions; `{platform}` stands for Node's names of the operating system and the processor. */
  readonly packages: readonly string[];
  /** The folder below the peers' own, which rows may share. */
  readonly folder: string;
  readonly nodeFlags: readonly string[];
  /** The least major version of Node, which one of the packages brings where this one is older. */
  readonly node: number;
  /** Why it cannot do a task, as a clause. */
  refuses(task: BenchTask): string | undefined;
}

const onnxruntimeNode = { packages: ["onnxruntime-node@1.30.0"], folder: "ort-node", nodeFlags: [], node: 20 } as const;

export const peerTable: readonly PeerRow[] = [
  {
    name: "ort-web",
    what: "ONNX Runtime Web on WebGPU, tensors on the device",
    packages: ["onnxruntime-web@1.30.0"],
    folder: "ort-web",
    nodeFlags: ["--liftoff-only"],
    node: 20,
    refuses: ortRefuses,
  },
  { name: "ort-node", what: "ONNX Runtime for Node on WebGPU, tensors copied in and out", ...onnxruntimeNode, refuses: ortRefuses },
  { name: "ort-cpu", what: "ONNX Runtime for Node on the processor, no WebGPU", ...onnxruntimeNode, refuses: ortRefuses },
  {
    name: "jax-js",
    what: "jax-js on WebGPU, its dotProductAttention under jit",
    packages: ["@jax-js/jax@0.1.25", "node-{platform}@24.21.0"],
    folder: "jax-js",
    nodeFlags: [],
    node: 24,
    refuses: (task) => unequalHeadDims(task) ?? scoresTooLarge(task),
  },
  {
    name: "tfjs",
    what: "TensorFlow.js on WebGPU, attention composed of its operations",
    packages: ["@tensorflow/tfjs-core@4.22.0", "@tensorflow/tfjs-backend-webgpu@4.22.0"],
    folder: "tfjs",
    nodeFlags: [],
    node: 20,
    refuses: (task) => (task.dtype === "f16" ? "it has no f16" : scoresTooLarge(task)),
  },
];

/** Its fused operators: MultiHeadAttention has no mask and one key/value head per query head; GroupQueryAttention is causal. */
function ortRefuses(task: BenchTask): string | undefined {
  const { sizes, pattern } = task;
  const needsSharing = sizes.Hq !== sizes.Hkv && pattern?.name === "full" && sizes.Sq > 1;
  return needsSharing ? "its operator for shared heads is causal" : unequalHeadDims(task);
}

const unequalHeadDims = ({ sizes }: BenchTask): string | undefined => (sizes.D === sizes.Dv ? undefined : "it takes one head dim");

/** Libraries that keep all scores in one buffer; the least that every WebGPU device binds is assumed. */
function scoresTooLarge({ sizes, dtype }: BenchTask): string | undefined {
  const bytes = sizes.B * sizes.Hq * sizes.Sq * sizes.Skv * (dtype === "f16" ? 2 : 4);
  return bytes > 2 ** 27 ? `its scores fill ${Math.round(bytes / 2 ** 20)} MiB, and a binding has 128` : undefined;
}

/** The packages as npm is to be asked for them. */
export const packagesOf = ({ packages }: PeerRow): string[] =>
  packages.map((name) => name.replace("{platform}", `${process.platform.replace("win32", "win")}-${process.arch}`));
