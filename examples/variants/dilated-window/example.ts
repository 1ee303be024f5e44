import type { Example } from "../../example.ts";

const dilation = 4;

export const example: Example = {
  family: "causal and windows",
  summary: "A window with holes: every fourth key to either side",
  covers: [],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 1024, Skv: 1024 }, tensors: {}, block: 32, caption: "1024 tokens, window 256, dilation 4" },
  small: { sizes: { B: 1, Hq: 2, Hkv: 2, Sq: 110, Skv: 130 }, tensors: {}, params: { window: 21 } },
  oracle({ params }) {
    const steps = Math.floor((params?.["window"] ?? 256) / dilation);
    const offsets = new Set(Array.from({ length: 2 * steps + 1 }, (_, i) => dilation * (i - steps)));
    return { attends: ({ q, k }) => offsets.has(k - q) };
  },
};
