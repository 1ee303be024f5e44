import type { Example } from "../../example.ts";

export const example: Example = {
  family: "scores and biases",
  summary: "The exponential's Taylor series up to the square",
  covers: ["based"],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 512, Skv: 512 }, tensors: {}, block: 32, caption: "512 tokens" },
  small: { sizes: { B: 2, Hq: 2, Hkv: 1, Sq: 75, Skv: 75 }, tensors: {} },
  oracle: () => ({
    attends: ({ q, k }) => k <= q,
    score(score) {
      // Half of a square and a half: it is never below 1/2, so the logarithm is finite.
      return Math.log(((score + 1) ** 2 + 1) / 2);
    },
  }),
};
