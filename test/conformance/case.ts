/** @file What a conformance case is: the Python that a user of FlexAttention pastes, what it captures, and its formula once more by hand. */
import { noise } from "#test/support/attention-data.ts";
import type { Tensor } from "#src/ir/tensor.ts";
import type { DenseSizes } from "#src/reference/dense.ts";

/** A pair of a query and a key. */
export interface Pair {
  readonly b: number;
  readonly h: number;
  readonly q: number;
  readonly k: number;
}

export interface Case {
  readonly name: string;
  /** The text; `mask_mod` and `score_mod` in it are the mods. */
  readonly python: string;
  /** What differs from {@link usualSizes}. */
  readonly sizes?: Partial<DenseSizes>;
  /** The free names of the text that are tensors. */
  readonly tensors?: Readonly<Record<string, Tensor>>;
  /** The free names of the text that are numbers, given anew at each call. */
  readonly params?: Readonly<Record<string, number>>;
  /** The formulas, without any of Heed; left out where every query attends to every key, where the score stays as it is. */
  readonly attends?: (pair: Pair) => boolean;
  readonly score?: (score: number, pair: Pair) => number;
  /** Changes q, k and v before anything sees them. */
  readonly edit?: (data: Record<"q" | "k" | "v", Float32Array>) => void;
  /** A remark for the table. */
  readonly note?: string;
}

/** Cases that the table shows together, and the section of the list that they come from. */
export interface Group {
  readonly title: string;
  readonly section: "b" | "f";
  readonly cases: readonly Case[];
}

/** Lengths that no block divides, two query heads to a key head. */
export const usualSizes: DenseSizes = { B: 1, Hq: 2, Hkv: 1, Sq: 43, Skv: 43, D: 4, Dv: 4 };

export const sizesOf = (test: Case): DenseSizes => ({ ...usualSizes, ...test.sizes });

/** Python between lines of TypeScript: the indentation that all its lines have is not part of it. */
export function py({ raw }: TemplateStringsArray): string {
  const lines = raw[0]!.replace(/^\n/, "").trimEnd().split("\n");
  const indent = Math.min(...lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)));
  return `${lines.map((line) => line.slice(indent)).join("\n")}\n`;
}

const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Numbers from −1 to 1. */
export const floats = (shape: readonly number[], seed: number): Tensor => ({ type: "f32", shape, data: noise(count(shape), seed) });

export const reals = (shape: readonly number[], of: (flat: number) => number): Tensor => ({
  type: "f32",
  shape,
  data: Float32Array.from({ length: count(shape) }, (_, i) => of(i)),
});

export const ints = (shape: readonly number[], of: (flat: number) => number): Tensor => ({
  type: "i32",
  shape,
  data: Int32Array.from({ length: count(shape) }, (_, i) => of(i)),
});

export const truths = (shape: readonly number[], of: (flat: number) => boolean): Tensor => ({
  type: "bool",
  shape,
  data: Uint8Array.from({ length: count(shape) }, (_, i) => +of(i)),
});

/** An element, for formulas; no formula reads outside. */
export function at({ shape, data }: Tensor, ...index: readonly number[]): number {
  if (index.length !== shape.length) throw new Error(`${index.length} indices for [${shape.join(", ")}]`);
  const flat = index.reduce((place, i, axis) => {
    if (!(Number.isInteger(i) && i >= 0 && i < shape[axis]!)) throw new RangeError(`[${index.join(", ")}] is not in [${shape.join(", ")}]`);
    return place * shape[axis]! + i;
  }, 0);
  return data[flat]!;
}

/** Which of the parts that lie behind each other an index is in. */
export function partOf(index: number, lengths: readonly number[]): number {
  let end = 0;
  return lengths.findIndex((length) => index < (end += length));
}

/** Where a part begins. */
export const startOf = (part: number, lengths: readonly number[]): number => lengths.slice(0, part).reduce((sum, length) => sum + length, 0);
