import type { Example } from "../../example.ts";

const stride = 4;

export const example: Example = {
  family: "heads of several kinds",
  summary: "Heads that share out the tokens of a long source",
  covers: ["hepos"],
  picture: { sizes: { B: 1, Hq: 4, Hkv: 4, Sq: 8, Skv: 32 }, tensors: {}, block: 1, caption: "four heads, 8 queries, 32 tokens of the source" },
  small: { sizes: { B: 2, Hq: 6, Hkv: 3, Sq: 21, Skv: 133 }, tensors: {} },
  oracle({ sizes: { Hq, Skv } }) {
    const read = Array.from({ length: Hq }, (_, h) => {
      const tokens = new Set<number>();
      for (let token = h % stride; token < Skv; token += stride) tokens.add(token);
      return tokens;
    });
    return { attends: ({ h, k }) => read[h]!.has(k) };
  },
};
