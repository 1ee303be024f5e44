import type { Example } from "../../example.ts";
import { floats, noise } from "../../tensors.ts";

const logits = (batch: number, heads: number, tokens: number) => ({ logit: floats([batch, heads, tokens], (flat) => 2 * noise(flat)) });

export const example: Example = {
  family: "scores and biases",
  summary: "One learned query for all positions, causal",
  covers: ["aaren"],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 1024, Skv: 1024 }, tensors: logits(1, 1, 1024), block: 64, caption: "1024 tokens" },
  small: { sizes: { B: 2, Hq: 2, Hkv: 2, Sq: 75, Skv: 75 }, tensors: logits(2, 2, 75) },
  oracle: ({ sizes, tensors }) => ({
    // Step by step: the tokens that have come by so far.
    attends: ({ q, k }) => Array.from({ length: q + 1 }, (_, token) => token).includes(k),
    score: (_, { b, h, k }) => tensors["logit"]!.data[b * sizes.Hq * sizes.Skv + h * sizes.Skv + k]!,
  }),
};
