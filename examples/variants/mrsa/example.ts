import type { Example, ExampleCall } from "../../example.ts";
import { floats } from "../../tensors.ts";

/** In each reference a disc is wanted, with a weight of its own. */
function discs(size: number, weights: readonly number[], heads: number): ExampleCall {
  const tokens = size * size;
  const weight = floats([weights.length * tokens], (flat) => {
    const [reference, token] = [Math.floor(flat / tokens), flat % tokens];
    const away = Math.hypot((token % size) - size / 2, Math.floor(token / size) - size / 2 + reference);
    return away < size / 3 ? weights[reference]! : 0;
  });
  return { sizes: { B: 1, Hq: heads, Hkv: heads, Sq: tokens, Skv: tokens + weights.length * tokens }, tensors: { weight } };
}

export const example: Example = {
  family: "images",
  summary: "An image sees itself and weighted parts of reference images",
  covers: ["freecustom-mrsa"],
  picture: { ...discs(16, [3, 2, 1], 1), block: 16, caption: "16 × 16 pixels, three references with a disc in each" },
  small: discs(9, [2.5, 1], 2),
  oracle({ sizes, tensors }) {
    // One addend per key: none for the image itself, minus infinity for what is not wanted.
    const wanted = [...tensors["weight"]!.data].map((weight) => (weight === 0 ? -Infinity : Number(weight)));
    const addends = [...Array<number>(sizes.Sq).fill(0), ...wanted];
    return { attends: ({ k }) => addends[k]! > -Infinity, score: (score, { k }) => score + addends[k]! };
  },
};
