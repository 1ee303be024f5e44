// Region attention: a token sees those of its own region, whatever shape the region has.
import { attention, i32 } from "heed";

export const regionAttention = attention({
  name: "region_attention",
  inputs: { q_region: i32("B", "Sq"), kv_region: i32("B", "Skv") },
  mask: ({ b, q_idx, kv_idx }, { q_region, kv_region }) => q_region(b, q_idx) === kv_region(b, kv_idx),
});
