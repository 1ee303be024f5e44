import type { Example } from "../../example.ts";

export const example: Example = {
  family: "causal and windows",
  summary: "One learned key that every query may attend to",
  covers: ["massive-activations-bias"],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 511, Skv: 512 }, tensors: {}, block: 16, caption: "511 tokens and one learned key" },
  small: { sizes: { B: 2, Hq: 2, Hkv: 1, Sq: 70, Skv: 131 }, tensors: {} },
  oracle: ({ sizes: { Sq, Skv } }) => ({
    attends({ q, k }) {
      // Tokens of the text that come after the query's.
      const later = Sq - 1 - q;
      return k === Skv - 1 || k < Skv - 1 - later;
    },
  }),
};
