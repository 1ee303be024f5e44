// Pruned heads: those that are switched off attend to nothing and give 0.
import { attention, bool } from "heed";

export const headPruning = attention({
  name: "head_pruning",
  inputs: { is_on: bool("Hq") },
  params: { causal: bool(true) },
  mask: ({ h, q_idx, kv_idx }, { is_on, causal }) => is_on(h) && (!causal || q_idx >= kv_idx),
});
