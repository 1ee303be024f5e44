// DiNAT: each token of an image sees a square of every third row and column around it, whole at the edges too, with a bias per offset.
import { attention, clamp, f32 } from "heed";

const height = 11;
const width = 14;
const dilation = 3;
const radius = 1;
const side = 2 * radius + 1;

const rowOf = (token: number): number => Math.floor(token / width);
const columnOf = (token: number): number => token % width;

function near(q: number, kv: number, size: number): boolean {
  // The last place, counted in steps of the dilation, around which a window is whole.
  const last = Math.floor((size - 1 - (q % dilation)) / dilation) - radius;
  const middle = clamp(Math.floor(q / dilation), radius, last);
  return q % dilation === kv % dilation && Math.abs(middle - Math.floor(kv / dilation)) <= radius;
}

function offset(q: number, kv: number): number {
  return clamp(Math.floor(kv / dilation) - Math.floor(q / dilation), 1 - side, side - 1) + side - 1;
}

export const dinat = attention({
  name: "dinat",
  inputs: { bias: f32("Hq", 2 * side - 1, 2 * side - 1) },
  scope: { height, width, dilation, radius, side, rowOf, columnOf, near, offset },
  mask: ({ q_idx, kv_idx }) => near(rowOf(q_idx), rowOf(kv_idx), height) && near(columnOf(q_idx), columnOf(kv_idx), width),
  score: ({ score, h, q_idx, kv_idx }, { bias }) => score + bias(h, offset(rowOf(q_idx), rowOf(kv_idx)), offset(columnOf(q_idx), columnOf(kv_idx))),
});
