import { attention, f32 } from "heed";

export const twoTokenBias = attention({
  name: "two_token_bias",
  inputs: { bias: f32("Skv") },
  score: ({ score, q_idx, kv_idx }, { bias }) => score + bias(q_idx) + bias(kv_idx),
});
