import type { Example } from "../../example.ts";

export const example: Example = {
  family: "heads of several kinds",
  summary: "Causal over a cache, with query heads that share keys and values",
  covers: [
    "multi-query-attention",
    "grouped-query-attention",
    "weighted-gqa",
    "cross-layer-attention",
    "shared-attention",
    "sigma-diffqkv",
    "deep-thinking-ift",
  ],
  picture: {
    sizes: { B: 1, Hq: 8, Hkv: 2, Sq: 256, Skv: 1024 },
    tensors: {},
    block: 64,
    caption: "256 new tokens behind 768 cached ones, 8 heads on 2",
  },
  small: { sizes: { B: 2, Hq: 6, Hkv: 2, Sq: 33, Skv: 101 }, tensors: {} },
  oracle({ sizes }) {
    // A query is the token at this place of the whole context.
    const context = Array.from({ length: sizes.Skv }, (_, token) => token);
    const queries = context.slice(-sizes.Sq);
    return { attends: ({ q, k }) => k <= queries[q]! };
  },
};
