/**
 * @file Attention as ONNX Runtime has it fused: MultiHeadAttention without a mask, GroupQueryAttention for what is causal, and for a single
 * query behind a cache of keys and values that the operator itself appends to.
 */
import type { TensorData } from "#src/ir/tensor.ts";
import { onnxModel, type ModelValue, type OneOperator, type OnnxType } from "../onnx-model.ts";
import type { BenchTask } from "../task.ts";
import { byPosition, callOf } from "../tensors.ts";

export interface OrtTensor extends ModelValue {
  /** Not there: an output, not yet written. */
  readonly data?: TensorData;
  /** It has to stay in the processor's memory. */
  readonly isSmall?: true;
  /** It lies in the same memory as another. */
  readonly sharedWith?: string;
}

export interface OrtProblem {
  readonly model: Uint8Array;
  readonly inputs: readonly OrtTensor[];
  readonly outputs: readonly OrtTensor[];
}

/** The model and its tensors; the output `out` is `[B, Sq, Hq · Dv]`. */
export function ortProblem(task: BenchTask): OrtProblem {
  const { sizes, pattern } = task;
  if (sizes.Sq === 1 && sizes.Skv > 1) return decoding(task, pattern?.name === "last" ? pattern.keys : undefined);
  return pattern?.name === "full" ? withoutMask(task) : causal(task, pattern?.name === "window" ? pattern.keys : undefined);
}

const typeOf = ({ dtype }: BenchTask): OnnxType => (dtype === "f16" ? "float16" : "float32");

const small = (name: string, shape: readonly number[], values: readonly number[]): OrtTensor => ({
  name,
  type: "int32",
  shape,
  data: Int32Array.from(values),
  isSmall: true,
});

/** `query`, `key`, `value` and `out`, with heads side by side. */
function tokens(task: BenchTask): { readonly inputs: OrtTensor[]; readonly out: OrtTensor } {
  const { B, Hq, Hkv, Sq, Skv, D } = task.sizes;
  const { q, k, v } = callOf(task).call;
  const type = typeOf(task);
  const made = (name: string, H: number, S: number, data: TensorData): OrtTensor => ({
    name,
    type,
    shape: [B, S, H * D],
    data: byPosition(data, [B, H, S, D]),
  });
  const inputs = [made("query", Hq, Sq, q.data), made("key", Hkv, Skv, k.data), made("value", Hkv, Skv, v.data)];
  return { inputs, out: { name: "out", type, shape: [B, Sq, Hq * D] } };
}

function withoutMask(task: BenchTask): OrtProblem {
  const { inputs, out } = tokens(task);
  return problem({ operator: "MultiHeadAttention", inputs, outputs: [out], integers: { num_heads: task.sizes.Hq } });
}

function causal(task: BenchTask, window: number | undefined): OrtProblem {
  const { B, Hkv, Skv, D } = task.sizes;
  const { inputs, out } = tokens(task);
  const present = ["present_key", "present_value"].map((name) => ({ name, type: typeOf(task), shape: [B, Hkv, Skv, D] }));
  return grouped(task, [...inputs, ...lengths(B, Skv)], [out, ...present], window);
}

/** The last key and value are the new token's; the cache has room for them, where the operator puts them. */
function decoding(task: BenchTask, window: number | undefined): OrtProblem {
  const { B, Hq, Hkv, Skv, D } = task.sizes;
  const { q, k, v } = callOf(task).call;
  const type = typeOf(task);
  const last = (name: string, data: TensorData): OrtTensor => {
    const rows = Array.from({ length: B * Hkv }, (_, head) => data.subarray((head * Skv + Skv - 1) * D, (head + 1) * Skv * D));
    const joined = data.slice(0, B * Hkv * D);
    rows.forEach((row, head) => joined.set(row, head * D));
    return { name, type, shape: [B, 1, Hkv * D], data: joined };
  };
  const cache = (name: string): ModelValue => ({ name, type, shape: [B, Hkv, Skv, D] });
  const inputs: OrtTensor[] = [
    { name: "query", type, shape: [B, 1, Hq * D], data: q.data },
    last("key", k.data),
    last("value", v.data),
    { ...cache("past_key"), data: k.data },
    { ...cache("past_value"), data: v.data },
    ...lengths(B, Skv),
  ];
  const outputs: OrtTensor[] = [
    { name: "out", type, shape: [B, 1, Hq * D] },
    { ...cache("present_key"), sharedWith: "past_key" },
    { ...cache("present_value"), sharedWith: "past_value" },
  ];
  return grouped(task, inputs, outputs, window);
}

const lengths = (B: number, total: number): OrtTensor[] => [
  small(
    "seqlens_k",
    [B],
    Array.from({ length: B }, () => total - 1),
  ),
  small("total_sequence_length", [1], [total]),
];

function grouped({ sizes }: BenchTask, inputs: readonly OrtTensor[], outputs: readonly OrtTensor[], window: number | undefined): OrtProblem {
  const integers = { num_heads: sizes.Hq, kv_num_heads: sizes.Hkv, ...(window === undefined ? {} : { local_window_size: window }) };
  return problem({ operator: "GroupQueryAttention", inputs, outputs, integers });
}

const order: Readonly<Record<string, readonly string[]>> = {
  MultiHeadAttention: ["query", "key", "value"],
  GroupQueryAttention: ["query", "key", "value", "past_key", "past_value", "seqlens_k", "total_sequence_length"],
};

function problem(op: Pick<OneOperator, "operator" | "integers"> & Pick<OrtProblem, "inputs" | "outputs">): OrtProblem {
  const { operator, inputs, outputs } = op;
  const given = new Set(inputs.map(({ name }) => name));
  const names = order[operator]!.map((name) => (given.has(name) ? name : ""));
  return { model: onnxModel({ ...op, arguments: names, floats: {} }), inputs, outputs };
}
