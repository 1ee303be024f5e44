import type { Example } from "../../example.ts";
import { floats, noise } from "../../tensors.ts";

const [height, width, block, halo] = [10, 20, 8, 3];
const tokens = height * width;
const offsets = 2 * (block + halo) - 1;

const embeddings = (heads: number) => ({
  by_row: floats([1, heads, tokens, offsets], noise),
  by_column: floats([1, heads, tokens, offsets], (flat) => noise(flat + 0.5)),
});

/** Which blocks see a place: its own, and each whose edge is at most a halo away. */
function blocksThatSee(place: number, size: number): Set<number> {
  const seen = new Set<number>();
  for (let first = 0; first < size; first += block) {
    const away = Math.max(first - place, place - (first + block - 1), 0);
    if (away <= halo) seen.add(first / block);
  }
  return seen;
}

export const example: Example = {
  family: "images",
  summary: "Blocks of an image see themselves and a halo",
  covers: ["halonet"],
  picture: {
    sizes: { B: 1, Hq: 1, Hkv: 1, Sq: tokens, Skv: tokens },
    tensors: embeddings(1),
    block: 10,
    caption: "10 × 20 pixels, blocks of 8 × 8, halo 3",
  },
  small: { sizes: { B: 1, Hq: 2, Hkv: 1, Sq: tokens, Skv: tokens }, tensors: embeddings(2) },
  oracle({ tensors }) {
    const rows = Array.from({ length: height }, (_, y) => blocksThatSee(y, height));
    const columns = Array.from({ length: width }, (_, x) => blocksThatSee(x, width));
    const place = (token: number): [x: number, y: number] => [token % width, Math.floor(token / width)];
    return {
      attends({ q, k }) {
        const [[qx, qy], [kx, ky]] = [place(q), place(k)];
        return rows[ky]!.has(Math.floor(qy / block)) && columns[kx]!.has(Math.floor(qx / block));
      },
      score(score, { h, q, k }) {
        const [[qx, qy], [kx, ky]] = [place(q), place(k)];
        const middle = (h * tokens + q) * offsets + (offsets - 1) / 2;
        return score + tensors["by_row"]!.data[middle + ky - qy]! + tensors["by_column"]!.data[middle + kx - qx]!;
      },
    };
  },
};
