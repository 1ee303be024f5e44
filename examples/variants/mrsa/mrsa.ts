// MRSA: an image sees itself and, of several reference images, the pixels that show what is to be taken over, with a weight for each.
import { attention, clamp, f32 } from "heed";

export const mrsa = attention({
  name: "mrsa",
  inputs: { weight: f32("references") },
  mask({ kv_idx, Skv, references }, { weight }) {
    // The image's own tokens stand first, those of the references behind them.
    const own = Skv - references;
    return kv_idx < own || weight(clamp(kv_idx - own, 0, references - 1)) > 0;
  },
  score({ score, kv_idx, Skv, references }, { weight }) {
    const own = Skv - references;
    return kv_idx < own ? score : score + weight(clamp(kv_idx - own, 0, references - 1));
  },
});
