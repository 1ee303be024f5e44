/**
 * @file Random data that fits a variant's declarations, the same for the same seed. Integers are made for what they usually are: per-position
 * tensors hold a few ids in stretches, all others a length or an offset from 0 to the longer sequence.
 */
import { emptyTensor } from "#src/diagnostics/codes/call.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { encodeHalf } from "#src/ir/tensor.ts";
import type { StorageType } from "#src/ir/types.ts";
import { builtinNames } from "#src/ir/variables.ts";
import { introducedSizes, type Input, type Variant } from "#src/ir/variant.ts";
import type { FileTensor, TensorData } from "#src/node/files/tensor.ts";
import type { DenseSizes } from "#src/reference/dense.ts";
import { evaluateDim, type CallSizes } from "#src/runtime/tensors.ts";
import type { DenseCall } from "./dense-call.ts";

/** Numbers from 0 to below 1. */
export type Random = () => number;

/** A small generator (a multiply-and-xor over a counter); its numbers depend on the seed alone. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let x = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  };
}

export interface RandomRequest {
  readonly sizes: DenseSizes;
  readonly dtype: "f32" | "f16";
  readonly params: Readonly<Record<string, number | boolean>>;
  readonly seed: number;
}

/** Everything a call needs. */
export function randomCall(variant: Variant, { sizes, dtype, params, seed }: RandomRequest, report: Report): DenseCall {
  const random = createRandom(seed);
  const { B, Hq, Hkv, Sq, Skv, D, Dv } = sizes;
  const floats = (...shape: number[]): FileTensor => fill(dtype, shape, () => normal(random));
  const all: CallSizes = { ...sizes };
  for (const name of introducedSizes(variant, (known) => builtinNames.includes(known)).keys()) all[name] = Math.max(Sq, Skv);
  const inputs = variant.inputs.map((input) => [input.name, randomInput(input, all, random, report)] as const);
  return { sizes, q: floats(B, Hq, Sq, D), k: floats(B, Hkv, Skv, D), v: floats(B, Hkv, Skv, Dv), inputs: Object.fromEntries(inputs), params };
}

function randomInput({ name, type, dims }: Input, sizes: CallSizes, random: Random, report: Report): FileTensor {
  const shape = dims.map((dim) => evaluateDim(dim, sizes) ?? 1);
  if (shape.some((size) => size < 1)) {
    report.add(emptyTensor(name, shape));
    report.stop();
  }
  const longest = Math.max(sizes["Sq"]!, sizes["Skv"]!);
  const last = shape.at(-1) ?? 1;
  const isPerPosition = last >= Math.min(sizes["Sq"]!, sizes["Skv"]!) && last > 4;
  switch (type) {
    case "i32":
    case "u32":
      return isPerPosition ? stretches(type, shape, last, random) : fill(type, shape, () => Math.floor(random() * (longest + 1)));
    case "bool":
      return fill(type, shape, () => +(random() < 0.7));
    case "f32":
    case "f16":
      return fill(type, shape, () => normal(random));
    default:
      return type satisfies never;
  }
}

/** Rising ids in stretches, whose borders are elsewhere in every row. */
function stretches(type: StorageType, shape: readonly number[], last: number, random: Random): FileTensor {
  let phase = 0;
  return fill(type, shape, (flat) => {
    if (flat % last === 0) phase = random();
    return Math.floor((3 * (flat % last)) / last + phase);
  });
}

/** The params that shorten something: each whole number of at least 1 is drawn anew, no larger than its default or the longer sequence. */
export function randomParams(variant: Variant, { Sq, Skv }: DenseSizes, seed: number): Record<string, number> {
  const random = createRandom(seed);
  const drawn = variant.params.filter(({ type, value }) => type === "i32" && value >= 1);
  return Object.fromEntries(drawn.map(({ name, value }) => [name, 1 + Math.floor(random() * Math.min(value, Math.max(Sq, Skv)))]));
}

const arrays: Readonly<Record<StorageType, (length: number) => TensorData>> = {
  f32: (length) => new Float32Array(length),
  f16: (length) => new Uint16Array(length),
  i32: (length) => new Int32Array(length),
  u32: (length) => new Uint32Array(length),
  bool: (length) => new Uint8Array(length),
};

function fill(type: StorageType, shape: readonly number[], value: (flat: number) => number): FileTensor {
  const data = arrays[type](shape.reduce((product, size) => product * size, 1));
  for (let flat = 0; flat < data.length; flat++) data[flat] = type === "f16" ? encodeHalf(value(flat)) : value(flat);
  return { type, shape, data };
}

/** The sum of a few uniform numbers: near enough to normal, and within ±3.5. */
function normal(random: Random): number {
  return Math.sqrt(3) * (random() + random() + random() + random() - 2);
}
