// Graph attention: a node sees its neighbours, and the logit is a leaky sum of what either side says.
import { attention, bool, f32 } from "heed";

export const gat = attention({
  name: "gat",
  inputs: { edge: bool("B", "Sq", "Skv"), of_target: f32("B", "Hq", "Sq"), of_source: f32("B", "Hq", "Skv") },
  params: { slope: f32(0.2) },
  mask: ({ b, q_idx, kv_idx }, { edge }) => edge(b, q_idx, kv_idx),
  score({ b, h, q_idx, kv_idx }, { of_target, of_source, slope }) {
    const sum = of_target(b, h, q_idx) + of_source(b, h, kv_idx);
    return sum < 0 ? slope * sum : sum;
  },
});
