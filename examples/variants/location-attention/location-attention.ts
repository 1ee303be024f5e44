// Location attention: where a query looks is a bell around a place it names, whatever stands there.
import { attention, f32, i32 } from "heed";

export const locationAttention = attention({
  name: "location_attention",
  inputs: { length: i32("B"), mean: f32("B", "Hq", "Sq"), width: f32("B", "Hq", "Sq") },
  mask: ({ b, kv_idx }, { length }) => kv_idx < length(b),
  score({ b, h, q_idx, kv_idx }, { length, mean, width }) {
    const place = kv_idx / Math.max(length(b) - 1, 1);
    const away = (place - mean(b, h, q_idx)) / width(b, h, q_idx);
    return -0.5 * away * away;
  },
});
