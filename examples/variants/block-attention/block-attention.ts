// Block-Attention: passages found by a search are read each by itself, and the question, which comes last, reads them all.
import { attention, i32 } from "heed";

export const blockAttention = attention({
  name: "block_attention",
  inputs: { q_block: i32("B", "Sq"), kv_block: i32("B", "Skv"), last: i32("B") },
  mask: ({ b, q_idx, kv_idx }, { q_block, kv_block, last }) => {
    const own = q_block(b, q_idx);
    return q_idx >= kv_idx && (own === kv_block(b, kv_idx) || own === last(b));
  },
});
