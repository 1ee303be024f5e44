import type { Example } from "../../example.ts";
import { floats, noise } from "../../tensors.ts";

const [height, width, window] = [16, 32, 8];
const tokens = height * width;
const side = 2 * window - 1;

const biases = (heads: number) => ({ bias: floats([heads, side, side], noise) });

/** The image is rolled by the shift and cut into windows; what the roll brought together is kept apart. */
function regionOf(place: number, size: number, shift: number): string {
  const rolled = (place - shift + size) % size;
  return `${Math.floor(rolled / window)} ${place < shift ? "rolled" : ""}`;
}

export const example: Example = {
  family: "images",
  summary: "Shifted windows over an image, with a bias per offset",
  covers: ["drct-swin", "textmonkey"],
  picture: {
    sizes: { B: 1, Hq: 1, Hkv: 1, Sq: tokens, Skv: tokens },
    tensors: biases(1),
    block: 16,
    caption: "16 × 32 pixels, windows of 8 × 8, shift 4",
  },
  small: { sizes: { B: 1, Hq: 2, Hkv: 2, Sq: tokens, Skv: tokens }, tensors: biases(2), params: { shift: 3 } },
  oracle({ tensors, params }) {
    const shift = params?.["shift"] ?? 4;
    const place = (token: number) => ({ x: token % width, y: Math.floor(token / width) });
    return {
      attends({ q, k }) {
        const [a, b] = [place(q), place(k)];
        return regionOf(a.x, width, shift) === regionOf(b.x, width, shift) && regionOf(a.y, height, shift) === regionOf(b.y, height, shift);
      },
      score(score, { h, q, k }) {
        const [a, b] = [place(q), place(k)];
        const [row, column] = [a.y - b.y + window - 1, a.x - b.x + window - 1];
        return score + tensors["bias"]!.data[(h * side + row) * side + column]!;
      },
    };
  },
};
