// Prefix global attention: the tokens at the front see and are seen by all, the others see a window around themselves.
import { attention, i32 } from "heed";

export const prefixGlobal = attention({
  name: "prefix_global",
  params: { globals: i32(64), radius: i32(64) },
  mask: ({ q_idx, kv_idx }, { globals, radius }) => q_idx < globals || kv_idx < globals || Math.abs(q_idx - kv_idx) <= radius,
});
