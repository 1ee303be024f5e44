// Generalized neighborhood attention in a video: groups of queries share the window of their leader, a stride per axis.
import { attention, clamp } from "heed";

const frames = 4;
const height = 5;
const width = 8;

const frameOf = (token: number): number => Math.floor(token / (height * width));
const rowOf = (token: number): number => Math.floor(token / width) % height;

function near(q: number, kv: number, size: number, window: number, stride: number): boolean {
  const leader = Math.min(Math.floor(q / stride) * stride + Math.floor(stride / 2), size - 1);
  const first = clamp(leader - Math.floor(window / 2), 0, size - window);
  return first <= kv && kv < first + window;
}

export const generalizedNeighborhood = attention({
  name: "generalized_neighborhood",
  scope: { frames, height, width, frameOf, rowOf, near },
  mask({ q_idx, kv_idx }) {
    const framesMeet = near(frameOf(q_idx), frameOf(kv_idx), frames, 2, 2);
    const rowsMeet = near(rowOf(q_idx), rowOf(kv_idx), height, 4, 2);
    const columnsMeet = near(q_idx % width, kv_idx % width, width, 5, 3);
    return framesMeet && rowsMeet && columnsMeet;
  },
});
