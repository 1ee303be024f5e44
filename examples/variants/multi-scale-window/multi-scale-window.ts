// MSWA: causal windows whose sizes differ by head and by layer.
import { attention, clamp, i32 } from "heed";

export const multiScaleWindow = attention({
  name: "multi_scale_window",
  inputs: { window: i32("layers", "Hq") },
  params: { layer: i32(0) },
  mask: ({ h, q_idx, kv_idx, layers }, { window, layer }) => q_idx >= kv_idx && q_idx - kv_idx < window(clamp(layer, 0, layers - 1), h),
});
