/** @file ONNX Runtime for Node, on WebGPU or on the processor; it takes arrays and gives arrays. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { decodeHalf } from "#src/ir/tensor.ts";
import type { BenchTask, Open, Opened, Setting } from "../task.ts";
import { pickRows, sumsIn } from "../tensors.ts";
import { ortProblem } from "./ort-attention.ts";

/** What is used of the package. */
interface Ort {
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => OrtArray;
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
}

interface OrtArray {
  readonly data: ArrayLike<number>;
}

interface Session {
  run(feeds: object, fetches: readonly string[]): Promise<Readonly<Record<string, OrtArray>>>;
}

const openOn =
  (provider: "webgpu" | "cpu"): Open =>
  async (task: BenchTask, { folder }: Setting): Promise<Opened> => {
    const ort = createRequire(join(folder, "package.json"))("onnxruntime-node") as Ort;
    const { model, inputs, outputs } = ortProblem(task);
    const feeds = Object.fromEntries(inputs.map(({ name, type, data, shape }) => [name, new ort.Tensor(type, data, shape)]));
    const fetches = outputs.map(({ name }) => name);
    let session: Session | undefined;
    let out: ArrayLike<number> = [];
    return {
      async create() {
        session = await ort.InferenceSession.create(model, { executionProviders: [provider], logSeverityLevel: 3 });
        return { sums: sumsIn(task), note: provider === "webgpu" ? "copies tensors in and out at every call" : "on the processor" };
      },
      async run() {
        out = (await session!.run(feeds, fetches))["out"]!.data;
      },
      async read(rows) {
        // Newer versions of Node have arrays of f16, which read as numbers.
        const isBits = task.dtype === "f16" && out instanceof Uint16Array;
        return pickRows(isBits ? Float32Array.from(out, decodeHalf) : out, rows, task.sizes);
      },
    };
  };

export const openOnWebgpu: Open = openOn("webgpu");
export const openOnProcessor: Open = openOn("cpu");
