import type { Example } from "../../example.ts";

const [frames, height, width] = [4, 5, 8];
const tokens = frames * height * width;

/** What each place of an axis sees: group by group, of all whole windows the one that has the group's leader nearest to its middle. */
function views(size: number, window: number, stride: number): number[][] {
  const places = Array.from({ length: size }, (_, place) => place);
  const windows = places.slice(0, size - window + 1).map((first) => places.slice(first, first + window));
  const middle = Math.floor(window / 2);
  return places.map((place) => {
    const group = places.filter((other) => Math.floor(other / stride) === Math.floor(place / stride));
    // The group at the end may be short of a leader: its last place leads then.
    const leader = group[Math.floor(stride / 2)] ?? group.at(-1)!;
    return windows.reduce((best, other) => (Math.abs(other[middle]! - leader) < Math.abs(best[middle]! - leader) ? other : best));
  });
}

export const example: Example = {
  family: "video and views",
  summary: "Groups of queries share a window, with a stride per axis",
  covers: ["generalized-neighborhood-attention"],
  picture: {
    sizes: { B: 1, Hq: 1, Hkv: 1, Sq: tokens, Skv: tokens },
    tensors: {},
    block: 8,
    caption: "4 frames of 5 × 8: windows of 2 × 4 × 5, strides of 2 × 2 × 3",
  },
  small: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: tokens, Skv: tokens }, tensors: {} },
  oracle() {
    const axes = [views(frames, 2, 2), views(height, 4, 2), views(width, 5, 3)];
    const place = (token: number) => [Math.floor(token / height / width), Math.floor(token / width) % height, token % width];
    return {
      attends({ q, k }) {
        const [from, to] = [place(q), place(k)];
        return axes.every((axis, i) => axis[from[i]!]!.includes(to[i]!));
      },
    };
  },
};
