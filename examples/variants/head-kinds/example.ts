import type { Example } from "../../example.ts";
import { booleans } from "../../tensors.ts";

/** Every third head retrieves. */
const kinds = (heads: number) => ({ is_retrieval: booleans([heads], (h) => h % 3 === 1) });

export const example: Example = {
  family: "heads of several kinds",
  summary: "Per head: the whole context, or sinks and recent tokens",
  covers: ["duo-attention"],
  picture: { sizes: { B: 1, Hq: 4, Hkv: 4, Sq: 1024, Skv: 1024 }, tensors: kinds(4), block: 32, caption: "four heads, the second retrieves" },
  small: { sizes: { B: 1, Hq: 4, Hkv: 2, Sq: 140, Skv: 140 }, tensors: kinds(4), params: { sinks: 2, recent: 30 } },
  oracle({ tensors, params }) {
    const { sinks = 16, recent = 128 } = params ?? {};
    return {
      attends({ h, q, k }) {
        if (k > q) return false;
        if (tensors["is_retrieval"]!.data[h] === 1) return true;
        return k < sinks || k > q - recent;
      },
    };
  },
};
