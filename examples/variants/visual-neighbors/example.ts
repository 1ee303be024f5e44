import type { Example } from "../../example.ts";
import { booleans } from "../../tensors.ts";

const [height, width] = [12, 12];

/** Every other head is left to the image. */
const heads = (count: number) => ({ sees_image: booleans([count], (h) => h % 2 === 0) });
const square = (tokens: number, count: number) => ({ B: 1, Hq: count, Hkv: 1, Sq: tokens, Skv: tokens });

export const example: Example = {
  family: "vision and language",
  summary: "Causal, but image tokens see their neighbours, in some heads",
  covers: ["visual-tokens-fewer-efforts"],
  picture: { sizes: square(256, 2), tensors: heads(2), block: 8, caption: "35 tokens of text, 12 × 12 of an image, text again; radius 2" },
  small: { sizes: square(173, 2), tensors: heads(2), params: { first: 9, radius: 3 } },
  oracle({ tensors, params }) {
    const { first = 35, radius = 2 } = params ?? {};
    const image = new Map<number, { x: number; y: number }>();
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) image.set(first + y * width + x, { x, y });
    return {
      attends({ h, q, k }) {
        if (k > q) return false;
        const [from, to] = [image.get(q), image.get(k)];
        if (!from) return true;
        if (tensors["sees_image"]!.data[h] === 0) return false;
        return !to || (Math.abs(from.x - to.x) <= radius && Math.abs(from.y - to.y) <= radius);
      },
    };
  },
};
