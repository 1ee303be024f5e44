// Decoding with a cache: the new tokens of each sequence stand behind what it has written so far, and see a window of it.
import { attention, i32 } from "heed";

export const decodeWindow = attention({
  name: "decode_window",
  inputs: { position: i32("B") },
  params: { window: i32(256) },
  mask({ b, q_idx, kv_idx }, { position, window }) {
    const age = position(b) + q_idx - kv_idx;
    return age >= 0 && age < window;
  },
});
