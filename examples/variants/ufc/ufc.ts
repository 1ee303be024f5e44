// Cost as attention: the matching cost between two images is itself the logits, and no dot product is taken.
import { attention, f32 } from "heed";

export const ufc = attention({
  name: "ufc",
  inputs: { cost: f32("B", "Sq", "Skv") },
  params: { temperature: f32(0.05) },
  score: ({ b, q_idx, kv_idx }, { cost, temperature }) => cost(b, q_idx, kv_idx) / temperature,
});
