import { attention, f32 } from "heed";

export const relativeBias = attention({
  name: "relative_bias",
  inputs: { rel: f32("Hq", "Sq + Skv - 1") },
  score: ({ score, h, q_idx, kv_idx, Skv }, { rel }) => score + rel(h, q_idx - kv_idx + Skv - 1),
});
