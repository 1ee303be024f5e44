import type { Example } from "../../example.ts";

export const example: Example = {
  family: "causal and windows",
  summary: "A causal window that keeps the first few tokens",
  covers: [],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 1024, Skv: 1024 }, tensors: {}, block: 32, caption: "1024 tokens, 4 sinks, window 256" },
  small: { sizes: { B: 1, Hq: 2, Hkv: 1, Sq: 210, Skv: 210 }, tensors: {}, params: { sinks: 3, window: 40 } },
  oracle({ params }) {
    const { sinks = 4, window = 256 } = params ?? {};
    return {
      attends({ q, k }) {
        if (k > q) return false;
        const isSink = k < sinks;
        const age = q - k;
        return isSink || age <= window - 1;
      },
    };
  },
};
