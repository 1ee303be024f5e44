import type { Example } from "../../example.ts";
import { floats } from "../../tensors.ts";

/** The images, and how far the second one is moved against the first, per batch. */
const [width, height] = [10, 7];
const tokens = width * height;
const moved = [
  { x: 2, y: 1 },
  { x: -3, y: 0 },
];

/** How well a pixel of the first image matches one of the second: 1 where it has moved to, less around it. */
function match(b: number, q: number, k: number): number {
  const { x, y } = moved[b]!;
  const dx = (k % width) - (q % width) - x;
  const dy = Math.floor(k / width) - Math.floor(q / width) - y;
  return 1 / (1 + dx * dx + dy * dy);
}

const costs = (batch: number) => ({
  cost: floats([batch, tokens, tokens], (flat) => match(Math.floor(flat / tokens / tokens), Math.floor(flat / tokens) % tokens, flat % tokens)),
});

export const example: Example = {
  family: "images",
  summary: "The matching cost between two images is the score",
  covers: ["ufc-cost-aggregation"],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: tokens, Skv: tokens }, tensors: costs(1), block: 16, caption: "two images of 7 × 10 pixels" },
  small: { sizes: { B: 2, Hq: 2, Hkv: 2, Sq: tokens, Skv: tokens }, tensors: costs(2), params: { temperature: 0.125 } },
  oracle({ params }) {
    const sharpness = 1 / (params?.["temperature"] ?? 0.05);
    return { score: (_, { b, q, k }) => Math.fround(match(b, q, k)) * sharpness };
  },
};
