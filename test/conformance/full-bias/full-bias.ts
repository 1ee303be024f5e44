import { attention, f32 } from "heed";

export const fullBias = attention({
  name: "full_bias",
  inputs: { bias: f32("B", "Hq", "Sq", "Skv") },
  score: ({ score, b, h, q_idx, kv_idx }, { bias }) => score + bias(b, h, q_idx, kv_idx),
});
