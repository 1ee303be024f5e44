// Tokens of an image, row by row: each sees the square around it, moved inwards at the edges so that it is always whole.
import { attention, clamp } from "heed";

const height = 24;
const width = 32;
const radius = 3;

function nearby(q: number, kv: number, size: number): boolean {
  return Math.abs(clamp(q, radius, size - 1 - radius) - kv) <= radius;
}

export const neighborhood2d = attention({
  name: "neighborhood_2d",
  scope: { height, width, radius, nearby },
  mask: ({ q_idx, kv_idx }) => nearby(Math.floor(q_idx / width), Math.floor(kv_idx / width), height) && nearby(q_idx % width, kv_idx % width, width),
});
