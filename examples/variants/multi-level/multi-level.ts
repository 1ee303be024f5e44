// Queries of several levels resample an encoder: each reads the features of its own level among those of all.
import { attention, i32 } from "heed";

export const multiLevel = attention({
  name: "multi_level",
  inputs: { q_level: i32("Sq"), kv_level: i32("Skv") },
  mask: ({ q_idx, kv_idx }, { q_level, kv_level }) => q_level(q_idx) === kv_level(kv_idx),
});
