import type { Example } from "../../example.ts";
import { floats, noise } from "../../tensors.ts";

/** What a small network says of each token, between −0.5 and 0.5. */
const tokens = (batch: number, heads: number, length: number) => ({ token: floats([batch, heads, length], (flat) => noise(flat) / 2) });

export const example: Example = {
  family: "scores and biases",
  summary: "A temperature for every query, by its position and its token",
  covers: ["selective-self-attention-ssa"],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 1024, Skv: 1024 }, tensors: tokens(1, 1, 1024), block: 64, caption: "1024 tokens" },
  small: { sizes: { B: 2, Hq: 4, Hkv: 2, Sq: 75, Skv: 75 }, tensors: tokens(2, 4, 75), params: { beta: -0.5 } },
  oracle({ sizes, tensors, params }) {
    const rate = Math.E ** -(Math.E ** (params?.["beta"] ?? 0));
    // The logarithm of a power of the number of tokens that the query sees.
    const sharpness = (seen: number) => 1 + Math.log(seen ** rate);
    return {
      attends: ({ q, k }) => k <= q,
      score: (score, { b, h, q }) => score * (tensors["token"]!.data[(b * sizes.Hq + h) * sizes.Sq + q]! + sharpness(q + 1)),
    };
  },
};
