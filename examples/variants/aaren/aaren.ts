// Aaren: attention as a recurrence. One learned query for all positions, so a key has the same logit wherever it is seen from.
import { attention, f32 } from "heed";

export const aaren = attention({
  name: "aaren",
  inputs: { logit: f32("B", "Hq", "Skv") },
  mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx,
  score: ({ b, h, kv_idx }, { logit }) => logit(b, h, kv_idx),
});
