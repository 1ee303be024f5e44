import type { Example } from "../../example.ts";
import { floats, noise } from "../../tensors.ts";

const reach = 128;

const biases = (heads: number) => ({ bias: floats([heads, 2 * reach + 1], noise) });

export const example: Example = {
  family: "scores and biases",
  summary: "A learned bias for each distance, clipped at a reach",
  covers: [],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 1024, Skv: 1024 }, tensors: biases(1), block: 64, caption: "1024 tokens" },
  small: { sizes: { B: 1, Hq: 2, Hkv: 2, Sq: 70, Skv: 203 }, tensors: biases(2) },
  oracle: ({ tensors }) => ({
    score(score, { h, q, k }) {
      const steps = Math.min(Math.abs(k - q), reach);
      const middle = h * (2 * reach + 1) + reach;
      return score + tensors["bias"]!.data[k < q ? middle - steps : middle + steps]!;
    },
  }),
};
