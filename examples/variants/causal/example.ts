import type { Example } from "../../example.ts";

export const example: Example = {
  family: "causal and windows",
  summary: "A query sees itself and what came before it",
  covers: ["llm-embedding-pooling", "echoatt"],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 1024, Skv: 1024 }, tensors: {}, block: 64, caption: "1024 tokens" },
  small: { sizes: { B: 2, Hq: 4, Hkv: 2, Sq: 75, Skv: 75 }, tensors: {} },
  oracle: () => ({ attends: ({ q, k }) => k <= q }),
};
