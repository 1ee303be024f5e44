// Causal attention over a window, whose size can be another at every call without a new kernel.
import { attention, i32 } from "heed";

export const slidingWindow = attention({
  name: "sliding_window",
  params: { window: i32(256) },
  mask: ({ q_idx, kv_idx }, { window }) => q_idx >= kv_idx && q_idx - kv_idx < window,
});
