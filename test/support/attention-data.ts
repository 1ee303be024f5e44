/** @file Attention problems for tests that run kernels: random q, k, v, one variant as text, its run on the device, its budgets. */
import { expect } from "vitest";
import type { DeviceFamily } from "#codegen/choose-schedule.ts";
import type { CompileTarget } from "#src/compile.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { decodeHalf, encodeHalf, type Tensor, type TensorData } from "#src/ir/tensor.ts";
import type { Variant } from "#src/ir/variant.ts";
import { compareWithBudget, rowBudgets } from "#src/reference/budget.ts";
import type { DenseProblem, DenseSizes } from "#src/reference/dense.ts";
import { compile } from "#src/runtime/compile.ts";
import { testDevice } from "./device.ts";
import { stored } from "./on-device.ts";

export const baseSizes: DenseSizes = { B: 1, Hq: 2, Hkv: 2, Sq: 40, Skv: 50, D: 8, Dv: 8 };

/** The one variant of a text. */
export function variantOf(text: string): Variant {
  const [variant, ...others] = fromAttn(text);
  if (!variant || others.length > 0) throw new Error("the text must hold one attention");
  return variant;
}

/** Numbers from −1 to 1, the same for the same seed. */
export function noise(count: number, seed: number): Float32Array {
  let state = seed >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 31 - 1;
  };
  for (let i = 0; i < 16; i++) next();
  return Float32Array.from({ length: count }, next);
}

/** q, k and v of these sizes, as the reference and the kernels take them. */
export function randomData({ B, Hq, Hkv, Sq, Skv, D, Dv }: DenseSizes, seed = 1): Record<"q" | "k" | "v", Float32Array> {
  return { q: noise(B * Hq * Sq * D, seed), k: noise(B * Hkv * Skv * D, seed + 1), v: noise(B * Hkv * Skv * Dv, seed + 2) };
}

export interface AttentionCase {
  readonly text: string;
  readonly sizes?: Partial<DenseSizes>;
  readonly inputs?: Readonly<Record<string, Tensor>>;
  readonly params?: Readonly<Record<string, number | boolean>>;
  /** The sizes that captured tensors introduce, for the reference; the kernel reads them itself. */
  readonly introduced?: Readonly<Record<string, number>>;
  readonly scale?: number;
  readonly dtype?: "f32" | "f16";
  readonly block?: readonly [number, number];
  readonly family?: DeviceFamily;
  /** In place of the family's. */
  readonly schedules?: CompileTarget["schedules"];
  /** Changes q, k and v before anything sees them. */
  readonly edit?: (data: Record<"q" | "k" | "v", Float32Array>) => void;
}

/** The problem a case sets, with params as the reference takes them. */
export function problemOf({ sizes, inputs = {}, params = {}, introduced = {}, scale, dtype = "f32", edit }: AttentionCase): DenseProblem {
  const full = { ...baseSizes, ...sizes };
  const data = randomData(full);
  edit?.(data);
  const scalars = { ...introduced, ...Object.fromEntries(Object.entries(params).map(([name, value]) => [name, Number(value)])) };
  return stored({ sizes: full, ...data, inputs: new Map(Object.entries(inputs)), scalars, ...(scale === undefined ? {} : { scale }) }, dtype);
}

/** Runs a case on the device of the tests; f16 results come back decoded. */
export async function runCase(test: AttentionCase): Promise<{ out: ArrayLike<number>; lse: Float32Array }> {
  const { dtype = "f32", block, family = "quick", schedules, scale, params = {}, inputs = {} } = test;
  const {
    sizes: { B, Hq, Hkv, Sq, Skv, D, Dv },
    q,
    k,
    v,
  } = problemOf(test);
  const target = {
    Hq,
    Hkv,
    D,
    Dv,
    dtype,
    family,
    ...(block ? { block } : {}),
    ...(schedules ? { schedules } : {}),
    ...(scale === undefined ? {} : { scale }),
  };
  const kernel = await compile(variantOf(test.text), { device: await testDevice(), ...target });
  const encode = (values: ArrayLike<number>): TensorData => (dtype === "f16" ? Uint16Array.from(values, encodeHalf) : Float32Array.from(values));
  const { out, lse } = await kernel.run({ q: encode(q), k: encode(k), v: encode(v), ...inputs }, { B, Sq, Skv, params });
  return { out: dtype === "f16" ? Float32Array.from(out as Uint16Array, decodeHalf) : (out as Float32Array), lse: lse as Float32Array };
}

/** Runs a case and holds it against the reference, row by row; answers the result. */
export async function expectReference(test: AttentionCase): Promise<{ out: ArrayLike<number>; lse: Float32Array }> {
  const result = await runCase(test);
  const { firstBad } = compareWithBudget(result, rowBudgets(variantOf(test.text), problemOf(test), test.dtype));
  expect(firstBad).toBeUndefined();
  return result;
}
