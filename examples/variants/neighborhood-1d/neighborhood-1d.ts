// Neighborhood attention along a line, dilated: each token sees a whole window of every third one, moved inwards at the ends.
import { attention, clamp, f32 } from "heed";

const window = 8;
const dilation = 3;
const left = 4;
const right = 3;

const placeOf = (token: number): number => Math.floor(token / dilation);

export const neighborhood1d = attention({
  name: "neighborhood_1d",
  inputs: { bias: f32("Hq", 2 * window - 1) },
  scope: { window, dilation, left, right, placeOf },
  mask({ q_idx, kv_idx, Skv }) {
    // The tokens that have the same remainder are a line of their own.
    const line = q_idx % dilation;
    const length = Math.floor((Skv - 1 - line) / dilation) + 1;
    const middle = clamp(placeOf(q_idx), left, length - 1 - right);
    return kv_idx % dilation === line && middle - left <= placeOf(kv_idx) && placeOf(kv_idx) <= middle + right;
  },
  score: ({ score, h, q_idx, kv_idx }, { bias }) => score + bias(h, clamp(placeOf(kv_idx) - placeOf(q_idx), 1 - window, window - 1) + window - 1),
});
