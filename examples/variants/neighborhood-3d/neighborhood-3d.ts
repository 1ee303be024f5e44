// Neighborhood attention in a video: causal along the frames, dilated along the rows, an even window along the columns.
import { attention, clamp } from "heed";

const height = 6;
const width = 8;
const framesSeen = 3;

const frameOf = (token: number): number => Math.floor(token / (height * width));
const rowOf = (token: number): number => Math.floor(token / width) % height;

function near(q: number, kv: number, size: number, window: number, dilation: number): boolean {
  // How many places of the axis have the same remainder as this one.
  const length = Math.floor((size - 1 - (q % dilation)) / dilation) + 1;
  const first = clamp(Math.floor(q / dilation) - Math.floor(window / 2), 0, length - window);
  const reach = Math.floor(kv / dilation) - first;
  return q % dilation === kv % dilation && 0 <= reach && reach < window;
}

export const neighborhood3d = attention({
  name: "neighborhood_3d",
  scope: { height, width, framesSeen, frameOf, rowOf, near },
  mask({ q_idx, kv_idx }) {
    const elapsed = frameOf(q_idx) - frameOf(kv_idx);
    const framesMeet = 0 <= elapsed && elapsed < framesSeen;
    return framesMeet && near(rowOf(q_idx), rowOf(kv_idx), height, 3, 2) && near(q_idx % width, kv_idx % width, width, 4, 1);
  },
});
