import type { Example } from "../../example.ts";

const [height, width, radius] = [24, 32, 3];
const tokens = height * width;

/** The stretch of 2 · radius + 1 places that a place sees: around it, but never past an edge. */
function stretch(place: number, size: number): { first: number; last: number } {
  const first = Math.max(0, Math.min(place - radius, size - 1 - 2 * radius));
  return { first, last: first + 2 * radius };
}

const isWithin = (place: number, { first, last }: { first: number; last: number }): boolean => first <= place && place <= last;

export const example: Example = {
  family: "images",
  summary: "Image tokens see the square around them",
  covers: [],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: tokens, Skv: tokens }, tensors: {}, block: 16, caption: "24 × 32 pixels, radius 3" },
  small: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: tokens, Skv: tokens }, tensors: {} },
  oracle: () => ({
    attends({ q, k }) {
      const [x, y] = [q % width, (q - (q % width)) / width];
      const [u, v] = [k % width, (k - (k % width)) / width];
      return isWithin(u, stretch(x, width)) && isWithin(v, stretch(y, height));
    },
  }),
};
