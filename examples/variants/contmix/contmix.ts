// ContMix: a kernel made for every pixel weighs the square around it, whole at the edges too; queries and keys have no say.
import { attention, clamp, f32 } from "heed";

const height = 9;
const width = 11;
const side = 5;
const radius = 2;

/** Where a key stands in the window of a query. */
const seat = (q: number, kv: number, size: number): number => kv - clamp(q - radius, 0, size - side);
const rowSeat = (q: number, kv: number): number => seat(Math.floor(q / width), Math.floor(kv / width), height);
const columnSeat = (q: number, kv: number): number => seat(q % width, kv % width, width);

export const contmix = attention({
  name: "contmix",
  inputs: { kernel: f32("B", "Hq", "Sq", side * side) },
  scope: { height, width, side, radius, seat, rowSeat, columnSeat },
  mask({ q_idx, kv_idx }) {
    const row = rowSeat(q_idx, kv_idx);
    const column = columnSeat(q_idx, kv_idx);
    return 0 <= row && row < side && 0 <= column && column < side;
  },
  score: ({ b, h, q_idx, kv_idx }, { kernel }) =>
    kernel(b, h, q_idx, clamp(rowSeat(q_idx, kv_idx), 0, side - 1) * side + clamp(columnSeat(q_idx, kv_idx), 0, side - 1)),
});
