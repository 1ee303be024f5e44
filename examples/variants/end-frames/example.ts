import type { Example } from "../../example.ts";

const frames = (count: number, tokens: number, heads: number) => ({
  sizes: { B: 1, Hq: heads, Hkv: heads, Sq: count * tokens, Skv: count * tokens },
  tensors: {},
  params: { tokens },
});

export const example: Example = {
  family: "video and views",
  summary: "Every frame sees the first and the last one",
  covers: ["large-motion-interpolation"],
  picture: { ...frames(9, 64, 1), block: 32, caption: "9 frames of 64 tokens" },
  small: frames(6, 25, 2),
  oracle({ sizes, params }) {
    const tokens = params!["tokens"]!;
    const last = sizes.Skv / tokens - 1;
    return { attends: ({ k }) => [0, last].includes(Math.floor(k / tokens)) };
  },
};
