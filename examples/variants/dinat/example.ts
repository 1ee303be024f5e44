import type { Example } from "../../example.ts";
import { floats, noise } from "../../tensors.ts";

const [height, width, dilation, side] = [11, 14, 3, 3];
const tokens = height * width;
const offsets = 2 * side - 1;

const call = (heads: number) => ({
  sizes: { B: 1, Hq: heads, Hkv: heads, Sq: tokens, Skv: tokens },
  tensors: { bias: floats([heads, offsets, offsets], noise) },
});

/** The places of an axis that a place sees: as many steps to either side, and at an edge those that are missing there more at the other. */
function sees(place: number, size: number): number[] {
  const seen = [place];
  for (let steps = 1; seen.length < side; steps++) {
    for (const other of [place - steps * dilation, place + steps * dilation]) {
      if (other >= 0 && other < size && seen.length < side) seen.push(other);
    }
  }
  return seen;
}

export const example: Example = {
  family: "images",
  summary: "A dilated square around each token, with a bias per offset",
  covers: ["dinat"],
  picture: { ...call(1), block: 7, caption: "11 × 14 pixels, windows of 3 × 3, dilation 3" },
  small: call(2),
  oracle({ tensors }) {
    const rows = Array.from({ length: height }, (_, y) => sees(y, height));
    const columns = Array.from({ length: width }, (_, x) => sees(x, width));
    const place = (token: number): [x: number, y: number] => [token % width, Math.floor(token / width)];
    return {
      attends({ q, k }) {
        const [[qx, qy], [kx, ky]] = [place(q), place(k)];
        return rows[qy]!.includes(ky) && columns[qx]!.includes(kx);
      },
      score(score, { h, q, k }) {
        const [[qx, qy], [kx, ky]] = [place(q), place(k)];
        const [down, across] = [(ky - qy) / dilation, (kx - qx) / dilation];
        return score + tensors["bias"]!.data[(h * offsets + down + side - 1) * offsets + across + side - 1]!;
      },
    };
  },
};
