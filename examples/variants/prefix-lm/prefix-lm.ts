// A prefix that everyone sees, as long as each batch says, and causal attention after it.
import { attention, i32 } from "heed";

export const prefixLm = attention({
  name: "prefix_lm",
  inputs: { prefix: i32("B") },
  mask: ({ b, q_idx, kv_idx }, { prefix }) => kv_idx < prefix(b) || q_idx >= kv_idx,
});
