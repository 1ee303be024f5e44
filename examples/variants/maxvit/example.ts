import type { Example } from "../../example.ts";
import { floats, noise } from "../../tensors.ts";

const [height, width, side] = [18, 12, 6];
const tokens = height * width;
const offsets = 2 * side - 1;

const call = (heads: number) => ({
  sizes: { B: 1, Hq: heads, Hkv: heads, Sq: tokens, Skv: tokens },
  tensors: { bias: floats([heads, offsets, offsets], noise) },
});

/** The places of one side of the image, dealt out in groups of `side`, in order: neighbours, or each as far from the next as the grid is wide. */
function groups(size: number, isGrid: boolean): number[][] {
  const count = size / side;
  return Array.from({ length: count }, (_, group) =>
    Array.from({ length: side }, (__, seat) => (isGrid ? group + seat * count : group * side + seat)),
  );
}

export const example: Example = {
  family: "images",
  summary: "Blocks of an image, or a grid over all of it, by a param",
  covers: ["maxvit", "mm-survnet-maxvit"],
  picture: { ...call(1), params: { grid: 1 }, block: 6, caption: "18 × 12 pixels, the grid of 6 × 6" },
  small: { ...call(2), params: { grid: 1 } },
  oracle({ tensors, params }) {
    const isGrid = params?.["grid"] === 1;
    const [rows, columns] = [groups(height, isGrid), groups(width, isGrid)];
    const find = (all: number[][], place: number) => {
      const group = all.findIndex((places) => places.includes(place));
      return { group, seat: all[group]!.indexOf(place) };
    };
    const seats = (token: number) => ({ row: find(rows, Math.floor(token / width)), column: find(columns, token % width) });
    return {
      attends({ q, k }) {
        const [a, b] = [seats(q), seats(k)];
        return a.row.group === b.row.group && a.column.group === b.column.group;
      },
      score(score, { h, q, k }) {
        const [a, b] = [seats(q), seats(k)];
        const [down, across] = [a.row.seat - b.row.seat + side - 1, a.column.seat - b.column.seat + side - 1];
        return score + tensors["bias"]!.data[(h * offsets + down) * offsets + across]!;
      },
    };
  },
};
