import { attention } from "heed";

export const mqaCausal = attention({
  name: "mqa_causal",
  mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx,
});
