import type { Example } from "../../example.ts";

/** The hyperbolic tangent by its definition. */
const squash = (x: number): number => (Math.exp(x) - Math.exp(-x)) / (Math.exp(x) + Math.exp(-x));

export const example: Example = {
  family: "scores and biases",
  summary: "Scores that stay between −cap and cap",
  covers: [],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 1024, Skv: 1024 }, tensors: {}, block: 64, caption: "1024 tokens" },
  small: { sizes: { B: 2, Hq: 2, Hkv: 2, Sq: 75, Skv: 75 }, tensors: {}, params: { cap: 2 } },
  oracle({ params }) {
    const cap = params?.["cap"] ?? 50;
    return { attends: ({ q, k }) => k <= q, score: (score) => cap * squash(score / cap) };
  },
};
