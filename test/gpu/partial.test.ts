/** @file Shards of the keys, computed by processes with devices of their own, merge to the exact result. */
import { expect, it } from "vitest";
import { decodeHalf, encodeHalf, type Tensor, type TensorData } from "#src/ir/tensor.ts";
import { compareWithBudget, halfStep, rowBudgets, type RowBudgets } from "#src/reference/budget.ts";
import type { DenseSizes } from "#src/reference/dense.ts";
import { combine } from "#src/runtime/combine.ts";
import { noise, problemOf, variantOf, type AttentionCase } from "#test/support/attention-data.ts";
import { gpuDescribe, hasDevice, hasF16 } from "#test/support/device.ts";
import type { ShardTask } from "#test/support/shard-worker.ts";
import { startShardWorkers } from "#test/support/shard-workers.ts";

const workers = hasDevice ? await startShardWorkers(3) : undefined;

type Dtype = "f32" | "f16";
const encode = (values: ArrayLike<number>, dtype: Dtype): TensorData =>
  dtype === "f16" ? Uint16Array.from(values, encodeHalf) : Float32Array.from(values);
const decode = (values: TensorData): ArrayLike<number> => (values instanceof Uint16Array ? Float32Array.from(values, decodeHalf) : values);

/** Keys `first` to before `end` of every head. */
function shardOf(values: ArrayLike<number>, { Skv }: DenseSizes, columns: number, first: number, end: number): number[] {
  return Array.from(values).filter((_, i) => first <= Math.floor(i / columns) % Skv && Math.floor(i / columns) % Skv < end);
}

/** The results of shards between these keys. */
async function partsOf(test: AttentionCase, cuts: readonly number[]): Promise<{ out: TensorData; lse: TensorData }[]> {
  const { text, inputs = {}, params = {}, dtype = "f32" } = test;
  const { sizes, q, k, v } = problemOf(test);
  const { B, Hq, Hkv, Sq, Skv, D, Dv } = sizes;
  const ends = [...cuts, Skv];
  const tasks = ends.map((end, i): ShardTask => {
    const first = ends[i - 1] ?? 0;
    const shard = { k: shardOf(k, sizes, D, first, end), v: shardOf(v, sizes, Dv, first, end) };
    return {
      text,
      target: { Hq, Hkv, D, Dv, dtype, family: "quick", block: [16, 16] },
      tensors: { ...inputs, q: encode(q, dtype), k: encode(shard.k, dtype), v: encode(shard.v, dtype) },
      options: { B, Sq, Skv, params, keys: [first, end] },
    };
  });
  return workers!.compute(tasks);
}

/** The budgets of merged parts: in f16 each has been rounded already, by half a step of its own size at most, and weighs no more than 1. */
function budgetsOf(test: AttentionCase, parts: readonly { out: TensorData; lse: TensorData }[]): RowBudgets {
  const { dtype = "f32" } = test;
  const budgets = rowBudgets(variantOf(test.text), problemOf(test), dtype);
  if (dtype === "f32") return budgets;
  const { Dv } = budgets.sizes;
  const out = budgets.out.map((budget, row) => {
    const steps = parts.map(({ out: of }) =>
      halfStep(
        Math.max(
          ...Array.from(decode(of))
            .slice(row * Dv, (row + 1) * Dv)
            .map(Math.abs),
        ),
      ),
    );
    return budget === 0 ? 0 : budget + Math.max(...steps);
  });
  return { ...budgets, out };
}

/** Merges the parts, holds them to the reference, and answers them. */
async function expectMerged(test: AttentionCase, cuts: readonly number[]) {
  const parts = await partsOf(test, cuts);
  const { out, lse } = combine(parts);
  const { firstBad } = compareWithBudget({ out: decode(out), lse }, budgetsOf(test, parts));
  expect(firstBad).toBeUndefined();
  return parts;
}

const f32 = (data: Float32Array, ...shape: readonly number[]): Tensor => ({ type: "f32", shape, data });
const documents: Tensor = { type: "i32", shape: [90], data: Int32Array.from({ length: 90 }, (_, i) => Math.floor(i / 23)) };

const many: Partial<DenseSizes> = { Hq: 4, Hkv: 2, Sq: 90, Skv: 90, D: 8, Dv: 5 };
const few: Partial<DenseSizes> = { ...many, B: 2, Sq: 2, Skv: 130 };

/** Variants with the cuts between their shards. */
const cases: readonly (readonly [name: string, test: AttentionCase, cuts: readonly number[]])[] = [
  ["no mask", { text: "attention all { }", sizes: many }, [1]],
  ["causal, whose first rows see the first shard alone", { text: "attention causal { mask = q_idx >= kv_idx }", sizes: many }, [17, 40, 41, 83]],
  [
    "causal with scores that are never minus infinity: the whole needs no guard, and shards do",
    { text: "attention capped { mask = q_idx >= kv_idx\n score = 2 * tanh(score) }", sizes: many },
    [5, 60],
  ],
  [
    "a window, which leaves most shards of a row empty",
    { text: "attention window { param window: i32 = 9\n mask = q_idx >= kv_idx && q_idx - kv_idx <= window }", sizes: many, params: { window: 6 } },
    [13, 45, 64],
  ],
  ["rows without any key", { text: "attention strict { mask = q_idx > kv_idx + 20 }", sizes: many }, [30, 31]],
  [
    "scores from tensors of heads and keys",
    {
      text: "attention alibi { input slope: f32[Hq]\n input bias: f32[Skv]\n score = score + slope[h] * (kv_idx - q_idx) + bias[kv_idx] }",
      sizes: many,
      inputs: {
        slope: f32(
          noise(4, 7).map((x) => x / 8),
          4,
        ),
        bias: f32(noise(90, 8), 90),
      },
    },
    [33, 50, 51],
  ],
  [
    "a mask from a tensor of keys",
    {
      text: "attention packed { input doc: i32[Skv]\n mask = doc[q_idx] == doc[kv_idx] }",
      sizes: many,
      inputs: { doc: documents },
    },
    [20, 47],
  ],
  ["few rows over a cache", { text: "attention cached { mask = kv_idx <= q_idx + Skv - Sq }", sizes: few }, [3, 64, 128]],
  ["few rows, most shards of which are empty", { text: "attention late { mask = q_idx + Skv - Sq - kv_idx < 10 }", sizes: few }, [50, 125]],
  [
    "a NaN in one key, and infinity in a value",
    {
      text: "attention causal { mask = q_idx >= kv_idx }",
      sizes: { ...many, B: 1, Hq: 1, Hkv: 1 },
      edit: ({ k, v }) => {
        k[70 * 8] = Number.NaN;
        v[50 * 5 + 2] = Infinity;
      },
    },
    [10, 60],
  ],
];

gpuDescribe("shards of the keys, by several processes", () => {
  it.each(cases)("%s", async (_, test, cuts) => {
    await expectMerged(test, cuts);
  });

  it.runIf(hasF16).each(cases)("in f16: %s", async (_, test, cuts) => {
    await expectMerged({ ...test, dtype: "f16" }, cuts);
  });

  it("are 0 and minus infinity in a row that a shard leaves empty, also where the whole is proved not to be", async () => {
    const test = { text: "attention capped { mask = q_idx >= kv_idx\n score = 2 * tanh(score) }", sizes: many };
    const [, late] = await expectMerged(test, [60]);
    expect(Array.from(decode(late!.lse)).slice(0, 60)).toEqual(Array.from({ length: 60 }, () => -Infinity));
    expect(Array.from(decode(late!.out)).slice(0, 60 * 5)).toEqual(Array.from({ length: 300 }, () => 0));
    expect(decode(late!.lse)[60]).toBeGreaterThan(-Infinity);
  });

  it("of one shard, the whole, are what they are", async () => {
    const [part] = await expectMerged({ text: "attention causal { mask = q_idx >= kv_idx }", sizes: many }, []);
    expect(combine([part!])).toEqual(part);
  });
});
