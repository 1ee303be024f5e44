// Padded sequences: each batch has its own length, and what lies behind it takes no part.
import { attention, i32 } from "heed";

export const lengthMask = attention({
  name: "length_mask",
  inputs: { length: i32("B") },
  mask: ({ b, q_idx, kv_idx }, { length }) => q_idx < length(b) && kv_idx < length(b),
});
