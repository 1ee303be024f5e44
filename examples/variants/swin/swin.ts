// Swin: square windows over an image, shifted in every other layer, with a learned bias for each offset inside a window.
import { attention, clamp, div, f32, i32 } from "heed";

const width = 32;
const window = 8;

const rowOf = (token: number): number => Math.floor(token / width);
const columnOf = (token: number): number => token % width;
const windowOf = (place: number, shift: number): number => div(place + window - shift, window);
const offset = (q: number, kv: number): number => clamp(q - kv, 1 - window, window - 1) + window - 1;

export const swin = attention({
  name: "swin",
  inputs: { bias: f32("Hq", 2 * window - 1, 2 * window - 1) },
  params: { shift: i32(4) },
  scope: { width, window, rowOf, columnOf, windowOf, offset },
  mask: ({ q_idx, kv_idx }, { shift }) =>
    windowOf(rowOf(q_idx), shift) === windowOf(rowOf(kv_idx), shift) && windowOf(columnOf(q_idx), shift) === windowOf(columnOf(kv_idx), shift),
  score: ({ score, h, q_idx, kv_idx }, { bias }) => score + bias(h, offset(rowOf(q_idx), rowOf(kv_idx)), offset(columnOf(q_idx), columnOf(kv_idx))),
});
