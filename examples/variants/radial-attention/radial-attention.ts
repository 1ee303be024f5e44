// Radial attention: a video frame by frame; the farther apart two frames are, the fewer of their tokens meet, and at last whole frames are left out.
import { attention, i32 } from "heed";

const tokens = 16;
const block = 8;

/** Twice the tokens of a frame, halved for every binary digit of the distance in frames. */
function reach(distance: number): number {
  if (distance < 1) return 32;
  if (distance < 2) return 16;
  if (distance < 4) return 8;
  if (distance < 8) return 4;
  return distance < 16 ? 2 : 1;
}

export const radialAttention = attention({
  name: "radial_attention",
  params: { video: i32(384) },
  scope: { tokens, block, reach },
  mask({ q_idx, kv_idx }, { video }) {
    const distance = Math.abs(Math.floor(q_idx / tokens) - Math.floor(kv_idx / tokens));
    const shift = Math.abs((q_idx % tokens) - (kv_idx % tokens));
    const meets = shift <= (distance < 2 ? tokens : Math.max(reach(distance), block));
    const keeps = (distance * reach(distance)) % block === 0;
    return kv_idx < tokens || q_idx >= video || kv_idx >= video || (meets && keeps);
  },
});
