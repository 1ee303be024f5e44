import type { Example } from "../../example.ts";

const layered = (tokens: number, layers: number, heads: number) => ({
  sizes: { B: 1, Hq: heads, Hkv: heads, Sq: tokens, Skv: tokens * layers },
  tensors: {},
});

export const example: Example = {
  family: "causal and windows",
  summary: "The keys of all layers, causal in each",
  covers: ["layerwise-attention-shortcuts"],
  picture: { ...layered(256, 4, 1), block: 16, caption: "256 queries, the keys of four layers" },
  small: layered(83, 5, 2),
  oracle({ sizes: { Sq, Skv } }) {
    const keys = Array.from({ length: Skv / Sq }, () => Array.from({ length: Sq }, (_, token) => token)).flat();
    return { attends: ({ q, k }) => keys[k]! <= q };
  },
};
