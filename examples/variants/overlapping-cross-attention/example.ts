import type { Example } from "../../example.ts";
import { floats, noise } from "../../tensors.ts";

const [size, window, margin] = [12, 4, 1];
const padded = size + 2 * margin;
const wide = window + 2 * margin;
const side = window + wide - 1;

const call = (heads: number) => ({
  sizes: { B: 1, Hq: heads, Hkv: heads, Sq: size * size, Skv: padded * padded },
  tensors: { bias: floats([heads, side, side], noise) },
});

/** The seat of a key in the larger window around a query's window, and of the query in its own; the image begins at 0. */
function seats(q: number, kv: number): { key: number; query: number } {
  const query = q % window;
  return { key: kv - (q - query) + margin, query };
}

export const example: Example = {
  family: "images",
  summary: "Windows of queries see larger windows, with a bias per offset",
  covers: ["hat-overlapping-cross-attention"],
  picture: { ...call(1), block: 12, caption: "12 × 12 pixels, windows of 4 × 4 see 6 × 6" },
  small: call(2),
  oracle({ tensors }) {
    const query = (token: number): [x: number, y: number] => [token % size, Math.floor(token / size)];
    const key = (token: number): [x: number, y: number] => [(token % padded) - margin, Math.floor(token / padded) - margin];
    return {
      attends({ q, k }) {
        const [[qx, qy], [kx, ky]] = [query(q), key(k)];
        return [seats(qx, kx), seats(qy, ky)].every((seat) => seat.key >= 0 && seat.key < wide);
      },
      score(score, { h, q, k }) {
        const [[qx, qy], [kx, ky]] = [query(q), key(k)];
        const [column, row] = [seats(qx, kx), seats(qy, ky)].map((seat) => seat.key - seat.query + window - 1) as [number, number];
        return score + tensors["bias"]!.data[(h * side + row) * side + column]!;
      },
    };
  },
};
