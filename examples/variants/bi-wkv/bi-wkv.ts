// Bi-WKV: a channel weighs all tokens by what they say, less for each step they are away; the token itself has a bonus of its own.
import { attention, f32 } from "heed";

export const biWkv = attention({
  name: "bi_wkv",
  inputs: { key: f32("B", "Hq", "Skv"), bonus: f32("Hq"), decay: f32("Hq") },
  score({ b, h, q_idx, kv_idx, Skv }, { key, bonus, decay }) {
    const steps = Math.abs(q_idx - kv_idx);
    return key(b, h, kv_idx) + (steps === 0 ? bonus(h) : (-decay(h) * (steps - 1)) / Skv);
  },
});
