import type { Example } from "../../example.ts";

export const example: Example = {
  family: "plain",
  summary: "Every query sees every key",
  covers: [
    "unified-view-distributed-attention",
    "textual-parameter-patching",
    "slime-local-compression",
    "ps3-topk-encoding",
    "d2llm-pma",
    "low-rank-bottleneck",
    "memory-efficient-attention",
    "ring-attention",
    "lean-attention",
    "infinite-llm-distattention",
    "lama",
    "x-pool",
    "skim-attention",
    "tefal",
    "multi-head-rag",
    "shvit-single-head",
    "tgate",
    "kv-mixed-cross-attention",
  ],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 512, Skv: 1024 }, tensors: {}, block: 64, caption: "512 queries, 1024 keys" },
  small: { sizes: { B: 2, Hq: 4, Hkv: 2, Sq: 37, Skv: 75 }, tensors: {} },
  oracle: () => ({}),
};
