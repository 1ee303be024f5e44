import type { Example } from "../../example.ts";
import { integers } from "../../tensors.ts";

const prefixes = (lengths: readonly number[]) => ({ prefix: integers([lengths.length], (b) => lengths[b]!) });

export const example: Example = {
  family: "prefixes and documents",
  summary: "A prefix that everyone sees, then causal attention",
  covers: [],
  picture: {
    sizes: { B: 2, Hq: 1, Hkv: 1, Sq: 1024, Skv: 1024 },
    tensors: prefixes([384, 96]),
    block: 64,
    caption: "1024 tokens, prefixes of 384 and 96",
  },
  small: { sizes: { B: 3, Hq: 2, Hkv: 2, Sq: 75, Skv: 75 }, tensors: prefixes([0, 13, 75]) },
  oracle: ({ tensors }) => ({ attends: ({ b, q, k }) => k <= q || k < tensors["prefix"]!.data[b]! }),
};
