// ALiBi: a distance penalty, one slope per head.
import { attention, f32 } from "heed";

export const alibi = attention({
  name: "alibi",
  inputs: { slope: f32("Hq") },
  mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx,
  score: ({ score, h, q_idx, kv_idx }, { slope }) => score + slope(h) * (kv_idx - q_idx),
});
