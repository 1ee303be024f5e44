import { attention, i32 } from "heed";

export const decodeWindow = attention({
  name: "decode_window",
  params: { pos: i32(0) },
  mask: ({ q_idx, kv_idx }, { pos }) => q_idx + pos >= kv_idx && q_idx + pos - kv_idx < 100,
});
