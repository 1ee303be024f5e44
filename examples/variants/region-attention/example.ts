import type { Example, ExampleCall } from "../../example.ts";
import { integers } from "../../tensors.ts";

/** Seeds in an image, other ones in each batch; a pixel belongs to the nearest. */
function nearestSeed(b: number, x: number, y: number, size: number): number {
  const seeds = Array.from({ length: 5 }, (_, i) => ({ x: (i * 7 + b * 3) % size, y: (i * i * 5 + b) % size }));
  const distances = seeds.map((seed) => Math.hypot(seed.x - x, seed.y - y));
  return distances.indexOf(Math.min(...distances));
}

function image(size: number, batches: number, heads: number): ExampleCall {
  const tokens = size * size;
  const region = integers([batches, tokens], (flat) => {
    const [b, token] = [Math.floor(flat / tokens), flat % tokens];
    return nearestSeed(b, token % size, Math.floor(token / size), size);
  });
  return { sizes: { B: batches, Hq: heads, Hkv: 1, Sq: tokens, Skv: tokens }, tensors: { q_region: region, kv_region: region } };
}

export const example: Example = {
  family: "images",
  summary: "Tokens see those of their own region, of any shape",
  covers: ["region-attention-transformer", "spa-select-pack"],
  picture: { ...image(20, 1, 1), block: 10, caption: "20 × 20 pixels in five regions" },
  small: image(13, 2, 1),
  oracle({ sizes, tensors }) {
    // The members of every region, batch by batch.
    const regions = Array.from({ length: sizes.B }, (_, b) => {
      const members = new Map<number, Set<number>>();
      for (let token = 0; token < sizes.Skv; token++) {
        const region = tensors["kv_region"]!.data[b * sizes.Skv + token]!;
        members.set(region, (members.get(region) ?? new Set()).add(token));
      }
      return [...members.values()];
    });
    return { attends: ({ b, q, k }) => regions[b]!.some((members) => members.has(q) && members.has(k)) };
  },
};
