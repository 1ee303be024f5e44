// Fewer efforts to see: causal, but a token of the image sees the image's tokens around it alone, and only in the heads that are left to it.
import { attention, bool, i32 } from "heed";

const height = 12;
const width = 12;

export const visualNeighbors = attention({
  name: "visual_neighbors",
  inputs: { sees_image: bool("Hq") },
  params: { first: i32(35), radius: i32(2) },
  scope: { height, width },
  mask({ h, q_idx, kv_idx }, { sees_image, first, radius }) {
    // Places in the image; for text they are not asked for.
    const qPlace = Math.max(q_idx - first, 0);
    const kvPlace = Math.max(kv_idx - first, 0);
    const qImage = q_idx >= first && qPlace < height * width;
    const kvImage = kv_idx >= first && kvPlace < height * width;
    const down = Math.abs(Math.floor(qPlace / width) - Math.floor(kvPlace / width));
    const across = Math.abs((qPlace % width) - (kvPlace % width));
    const near = Math.max(down, across) <= radius;
    return kv_idx <= q_idx && (!qImage || (sees_image(h) && (!kvImage || near)));
  },
});
