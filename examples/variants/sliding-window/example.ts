import type { Example } from "../../example.ts";

export const example: Example = {
  family: "causal and windows",
  summary: "Causal attention over the last `window` keys",
  covers: [],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 1024, Skv: 1024 }, tensors: {}, block: 32, caption: "1024 tokens, window 256" },
  small: { sizes: { B: 1, Hq: 2, Hkv: 2, Sq: 150, Skv: 150 }, tensors: {}, params: { window: 20 } },
  oracle({ params }) {
    const window = params?.["window"] ?? 256;
    return { attends: ({ q, k }) => k <= q && k > q - window };
  },
};
