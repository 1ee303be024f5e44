import { attention, f32, sigmoid } from "heed";

export const gatedBias = attention({
  name: "gated_bias",
  inputs: { gate: f32("Hq"), bias: f32("Sq", "Skv") },
  score: ({ score, h, q_idx, kv_idx }, { gate, bias }) => score + sigmoid(gate(h)) * bias(q_idx, kv_idx),
});
