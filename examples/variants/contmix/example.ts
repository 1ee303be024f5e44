import type { Example } from "../../example.ts";
import { floats, noise } from "../../tensors.ts";

const [height, width, side] = [9, 11, 5];
const tokens = height * width;

const call = (batches: number, heads: number) => ({
  sizes: { B: batches, Hq: heads, Hkv: heads, Sq: tokens, Skv: tokens },
  tensors: { kernel: floats([batches, heads, tokens, side * side], noise) },
});

/** The pixels under the kernel of each pixel, tap by tap. */
const taps = Array.from({ length: tokens }, (_, token) => {
  const inside = (place: number, size: number) => Math.min(Math.max(place, Math.floor(side / 2)), size - Math.ceil(side / 2));
  const [x, y] = [inside(token % width, width), inside(Math.floor(token / width), height)];
  const steps = Array.from({ length: side }, (__, step) => step - Math.floor(side / 2));
  return steps.flatMap((down) => steps.map((across) => (y + down) * width + x + across));
});

export const example: Example = {
  family: "images",
  summary: "A kernel per pixel in place of queries and keys",
  covers: ["overlock-contmix"],
  picture: { ...call(1, 1), block: 4, caption: "9 × 11 pixels, kernels of 5 × 5" },
  small: call(1, 2),
  oracle: ({ tensors, sizes }) => ({
    attends: ({ q, k }) => taps[q]!.includes(k),
    score: (_, { b, h, q, k }) => tensors["kernel"]!.data[((b * sizes.Hq + h) * tokens + q) * side * side + taps[q]!.indexOf(k)]!,
  }),
};
