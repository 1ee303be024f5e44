// A window with holes: every `dilation`-th key within `window` keys to either side.
import { attention, i32 } from "heed";

export const dilatedWindow = attention({
  name: "dilated_window",
  params: { window: i32(256) },
  scope: { dilation: 4 },
  mask({ q_idx, kv_idx }, { window, dilation }) {
    const distance = Math.abs(q_idx - kv_idx);
    return distance <= window && distance % dilation === 0;
  },
});
