// MaxViT: blocks of an image in one layer, a dilated grid over all of it in the next, with a bias per offset of the seats.
import { attention, bool, clamp, f32 } from "heed";

const height = 18;
const width = 12;
const side = 6;

const rowOf = (token: number): number => Math.floor(token / width);
const columnOf = (token: number): number => token % width;

/** Which block or grid a place belongs to. */
function group(place: number, size: number, grid: boolean): number {
  return grid ? place % Math.floor(size / side) : Math.floor(place / side);
}

/** Where it sits there. */
function seat(place: number, size: number, grid: boolean): number {
  return grid ? Math.floor(place / Math.floor(size / side)) : place % side;
}

function offset(q: number, kv: number, size: number, grid: boolean): number {
  return clamp(seat(q, size, grid) - seat(kv, size, grid), 1 - side, side - 1) + side - 1;
}

export const maxvit = attention({
  name: "maxvit",
  inputs: { bias: f32("Hq", 2 * side - 1, 2 * side - 1) },
  params: { grid: bool(false) },
  scope: { height, width, side, rowOf, columnOf, group, seat, offset },
  mask: ({ q_idx, kv_idx }, { grid }) =>
    group(rowOf(q_idx), height, grid) === group(rowOf(kv_idx), height, grid) &&
    group(columnOf(q_idx), width, grid) === group(columnOf(kv_idx), width, grid),
  score: ({ score, h, q_idx, kv_idx }, { bias, grid }) =>
    score + bias(h, offset(rowOf(q_idx), rowOf(kv_idx), height, grid), offset(columnOf(q_idx), columnOf(kv_idx), width, grid)),
});
