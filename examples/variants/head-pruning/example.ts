import type { Example } from "../../example.ts";
import { booleans } from "../../tensors.ts";

const pruned = (heads: number, off: ReadonlySet<number>) => ({ is_on: booleans([heads], (h) => !off.has(h)) });

export const example: Example = {
  family: "heads of several kinds",
  summary: "Heads that are switched off give 0",
  covers: ["sixteen-heads-pruning", "decore"],
  picture: {
    sizes: { B: 1, Hq: 4, Hkv: 4, Sq: 512, Skv: 512 },
    tensors: pruned(4, new Set([1, 2])),
    block: 32,
    caption: "four heads, two of them off",
  },
  small: { sizes: { B: 2, Hq: 6, Hkv: 3, Sq: 61, Skv: 83 }, tensors: pruned(6, new Set([0, 3, 5])), params: { causal: 0 } },
  oracle: ({ params }) => ({ attends: ({ h, q, k }) => [1, 2, 4].includes(h) && (params?.["causal"] === 0 || k <= q) }),
};
