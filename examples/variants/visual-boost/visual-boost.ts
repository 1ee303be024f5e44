// The token being written looks harder at the image: its scores on image tokens are raised in the heads that respond to images.
import { attention, f32, i32 } from "heed";

const image = 1;
const salient = 2;

export const visualBoost = attention({
  name: "visual_boost",
  inputs: { kind: i32("B", "Skv"), gain: f32("Hq") },
  params: { on_image: f32(0.1), on_salient: f32(0.5) },
  scope: { image, salient },
  mask: ({ q_idx, kv_idx, Sq, Skv }) => q_idx + Skv - Sq >= kv_idx,
  score({ score, b, h, q_idx, kv_idx, Sq }, { kind, gain, on_image, on_salient }) {
    const isLast = q_idx === Sq - 1;
    const boost = kind(b, kv_idx) === salient ? on_salient : kind(b, kv_idx) === image ? on_image : 0;
    return isLast ? score + gain(h) * boost * Math.abs(score) : score;
  },
});
