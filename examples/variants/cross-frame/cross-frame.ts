// Cross-frame attention: the tokens of a frame see the first frame and the one before their own; an image as a prompt can stand before all.
import { attention, div, i32 } from "heed";

const tokens = 32;

export const crossFrame = attention({
  name: "cross_frame",
  params: { prompt: i32(0) },
  scope: { tokens },
  mask({ q_idx, kv_idx }, { prompt }) {
    const kvFrame = div(kv_idx - prompt, tokens);
    return kvFrame <= 0 || kvFrame === Math.floor(q_idx / tokens) - 1;
  },
});
