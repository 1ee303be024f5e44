// HAT: a window of queries sees a larger window around it, with a bias per offset; outside the image stand zeros, which take part.
import { attention, clamp, f32 } from "heed";

const width = 12;
const window = 4;
const margin = 1;
const wide = window + 2 * margin;
const padded = width + 2 * margin;
const side = window + wide - 1;

/** A margin stands before the first key, so that both windows begin at the same number. */
function near(q: number, kv: number): boolean {
  const first = Math.floor(q / window) * window;
  return first <= kv && kv < first + wide;
}

const offset = (q: number, kv: number): number => clamp(kv - q + window - 1, 0, side - 1);

export const overlappingCrossAttention = attention({
  name: "overlapping_cross_attention",
  inputs: { bias: f32("Hq", side, side) },
  scope: { width, window, wide, padded, side, near, offset },
  mask: ({ q_idx, kv_idx }) => near(Math.floor(q_idx / width), Math.floor(kv_idx / padded)) && near(q_idx % width, kv_idx % padded),
  score: ({ score, h, q_idx, kv_idx }, { bias }) =>
    score + bias(h, offset(Math.floor(q_idx / width), Math.floor(kv_idx / padded)), offset(q_idx % width, kv_idx % padded)),
});
