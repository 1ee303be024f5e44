// Tri-shape: the first tokens and a window for everyone, and everything for the last queries.
import { attention, i32 } from "heed";

export const triShape = attention({
  name: "tri_shape",
  params: { first: i32(128), near: i32(4096), last: i32(100) },
  mask: ({ q_idx, kv_idx, Sq }, { first, near, last }) => q_idx >= kv_idx && (kv_idx < first || q_idx - kv_idx < near || q_idx >= Sq - last),
});
