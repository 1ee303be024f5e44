import type { Example } from "../../example.ts";
import { integers } from "../../tensors.ts";

const lengths = (all: readonly number[]) => ({ length: integers([all.length], (b) => all[b]!) });

export const example: Example = {
  family: "tokens kept and dropped",
  summary: "Padded sequences, each with its own length",
  covers: [],
  picture: {
    sizes: { B: 3, Hq: 1, Hkv: 1, Sq: 512, Skv: 512 },
    tensors: lengths([512, 300, 90]),
    block: 32,
    caption: "sequences of 512, 300 and 90 tokens in one batch",
  },
  small: { sizes: { B: 3, Hq: 2, Hkv: 1, Sq: 90, Skv: 90 }, tensors: lengths([90, 33, 0]) },
  oracle: ({ tensors }) => ({ attends: ({ b, q, k }) => Math.max(q, k) < tensors["length"]!.data[b]! }),
};
