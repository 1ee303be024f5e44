import type { Example } from "../../example.ts";

const block = 16;

export const example: Example = {
  family: "prefixes and documents",
  summary: "A noisy and a clean copy of the text, in blocks",
  covers: [],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 512, Skv: 512 }, tensors: {}, block: 16, caption: "two copies of 256 tokens, blocks of 16" },
  small: { sizes: { B: 1, Hq: 2, Hkv: 2, Sq: 200, Skv: 200 }, tensors: {} },
  oracle({ sizes }) {
    const length = sizes.Skv / 2;
    // A token of the clean copy stands `length` behind its noisy twin.
    const read = (token: number) => {
      const copy = token < length ? "noisy" : "clean";
      return { copy, block: Math.floor((token - (copy === "clean" ? length : 0)) / block) };
    };
    const rules: Readonly<Record<string, (q: number, k: number) => boolean>> = {
      "noisy noisy": (q, k) => q === k,
      "noisy clean": (q, k) => k < q,
      "clean noisy": () => false,
      "clean clean": (q, k) => k <= q,
    };
    return {
      attends({ q, k }) {
        const [query, key] = [read(q), read(k)];
        return rules[`${query.copy} ${key.copy}`]!(query.block, key.block);
      },
    };
  },
};
