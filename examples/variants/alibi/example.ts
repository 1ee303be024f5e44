import type { Example } from "../../example.ts";
import { floats } from "../../tensors.ts";

/** The slopes of the paper for a number of heads that is a power of two: 2^(−8/n), its square, its cube, … */
const slopes = (heads: number) => ({ slope: floats([heads], (h) => 2 ** ((-8 / heads) * (h + 1))) });

export const example: Example = {
  family: "scores and biases",
  summary: "A distance penalty, one slope per head",
  covers: [],
  picture: { sizes: { B: 1, Hq: 8, Hkv: 8, Sq: 1024, Skv: 1024 }, tensors: slopes(8), block: 64, caption: "1024 tokens" },
  small: { sizes: { B: 2, Hq: 4, Hkv: 2, Sq: 75, Skv: 75 }, tensors: slopes(4) },
  oracle: ({ tensors }) => ({
    attends: ({ q, k }) => k <= q,
    score: (score, { h, q, k }) => score - tensors["slope"]!.data[h]! * Math.abs(q - k),
  }),
};
