// Masked attention: a query of a decoder sees the pixels that its last mask calls foreground, or all of them while that mask is empty.
import { attention, bool } from "heed";

export const maskedAttention = attention({
  name: "masked_attention",
  inputs: { foreground: bool("B", "Sq", "Skv"), is_empty: bool("B", "Sq") },
  mask: ({ b, q_idx, kv_idx }, { foreground, is_empty }) => foreground(b, q_idx, kv_idx) || is_empty(b, q_idx),
});
