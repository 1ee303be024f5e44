import type { Example } from "../../example.ts";

export const example: Example = {
  family: "causal and windows",
  summary: "First tokens, a window, and all keys for the last queries",
  covers: ["scbench-tri-shape"],
  picture: {
    sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 1024, Skv: 1024 },
    tensors: {},
    params: { first: 64, near: 192, last: 96 },
    block: 32,
    caption: "1024 tokens, the first 64, window 192, the last 96",
  },
  small: { sizes: { B: 1, Hq: 2, Hkv: 1, Sq: 131, Skv: 131 }, tensors: {}, params: { first: 7, near: 33, last: 21 } },
  oracle: ({ sizes: { Sq } }) => ({
    attends({ q, k }) {
      const isQuestion = q > Sq - 22;
      const isNear = k > q - 33;
      return k <= q && (isQuestion || isNear || k <= 6);
    },
  }),
};
