/** @file What each example says about itself in its `example.ts`: tensors to try it on, and its formula once more without Heed. */
import type { Tensor } from "heed";

/** The sizes of one call; what is left to whoever runs it are the head dims and the values of q, k and v. */
export interface ExampleSizes {
  readonly B: number;
  readonly Hq: number;
  readonly Hkv: number;
  readonly Sq: number;
  readonly Skv: number;
}

/** A call: its sizes, its captured tensors, and the params that are not at their defaults. */
export interface ExampleCall {
  readonly sizes: ExampleSizes;
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly params?: Readonly<Record<string, number>>;
}

/** A pair of a query and a key. */
export interface Pair {
  readonly b: number;
  readonly h: number;
  readonly q: number;
  readonly k: number;
}

/** The meaning as one would explain it for a single pair, written without any of Heed. */
export interface Oracle {
  /** Whether the query may attend to the key; left out where it always may. */
  readonly attends?: (pair: Pair) => boolean;
  /** The score made of the scaled dot product; left out where it stays as it is. */
  readonly score?: (score: number, pair: Pair) => number;
}

/** The families of the gallery, in its order. */
export const families = [
  "plain",
  "causal and windows",
  "prefixes and documents",
  "heads of several kinds",
  "tokens kept and dropped",
  "images",
  "video and views",
  "vision and language",
  "scores and biases",
  "graphs and maps",
] as const;
export type Family = (typeof families)[number];

/** An example beside its `.attn` and `.ts`. */
export interface Example {
  readonly family: Family;
  /** One line for the gallery. */
  readonly summary: string;
  /** The rows of `catalogue.tsv` whose operator this is, by id. */
  readonly covers: readonly string[];
  /** What the picture shows. */
  readonly picture: ExampleCall & { readonly block: number; readonly caption: string };
  /** A small call with lengths that no tile divides, for tests. */
  readonly small: ExampleCall;
  /** The formula for a call. */
  readonly oracle: (call: ExampleCall) => Oracle;
}
