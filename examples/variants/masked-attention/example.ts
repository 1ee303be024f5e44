import type { Example, ExampleCall } from "../../example.ts";
import { booleans } from "../../tensors.ts";

/** Every query has found a disc in the image, save every fifth, which has found nothing yet. */
function discs(queries: number, size: number, batches: number, heads: number): ExampleCall {
  const pixels = size * size;
  const hasFound = (query: number) => query % 5 !== 3;
  const foreground = booleans([batches, queries, pixels], (flat) => {
    const [query, x, y] = [Math.floor(flat / pixels), flat % size, Math.floor((flat % pixels) / size)];
    return hasFound(query) && Math.hypot(x - ((query * 5) % size), y - ((query * 3) % size)) < size / 5;
  });
  const is_empty = booleans([batches, queries], (query) => !hasFound(query));
  return { sizes: { B: batches, Hq: heads, Hkv: heads, Sq: queries, Skv: pixels }, tensors: { foreground, is_empty } };
}

export const example: Example = {
  family: "images",
  summary: "Queries of a decoder see the foreground of their last masks",
  covers: ["mapsam-masked-attention", "prompt-guided-mask-proposal", "seem"],
  picture: { ...discs(20, 24, 1, 1), block: 8, caption: "20 queries, each with its mask of 24 × 24 pixels" },
  small: discs(11, 13, 2, 2),
  oracle({ sizes, tensors }) {
    // The pixels of each query's mask; a query with none sees them all.
    const masks = Array.from({ length: sizes.B * sizes.Sq }, (_, query) => {
      const mask = tensors["foreground"]!.data.slice(query * sizes.Skv, (query + 1) * sizes.Skv);
      return mask.some((pixel) => pixel !== 0) ? mask : mask.fill(1);
    });
    return { attends: ({ b, q, k }) => masks[b * sizes.Sq + q]![k] === 1 };
  },
};
