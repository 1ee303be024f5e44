// A learned bias for each distance between a query and a key; beyond `reach` all distances share one.
import { attention, clamp, f32 } from "heed";

const reach = 128;

export const relativeBias = attention({
  name: "relative_bias",
  inputs: { bias: f32("Hq", 2 * reach + 1) },
  scope: { reach },
  score: ({ score, h, q_idx, kv_idx }, { bias }) => score + bias(h, clamp(kv_idx - q_idx, -reach, reach) + reach),
});
