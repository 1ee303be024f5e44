import type { Example, ExampleCall } from "../../example.ts";
import { integers } from "../../tensors.ts";

/** The stage that each layer reads: the deep ones first. */
const table = [3, 3, 3, 2, 2, 2, 1, 0];

/** A resampler with so many queries over so many features of each stage. */
const resampler = (queries: number, features: number, heads: number): ExampleCall => ({
  sizes: { B: 1, Hq: heads, Hkv: heads, Sq: queries, Skv: 4 * features },
  tensors: { route: integers([table.length], (layer) => table[layer]!) },
});

export const example: Example = {
  family: "vision and language",
  summary: "A layer reads one stage of an encoder, by a table",
  covers: ["texthawk"],
  picture: { ...resampler(64, 256, 1), params: { layer: 4 }, block: 32, caption: "64 queries, four stages of 256 features, the fifth layer" },
  small: { ...resampler(37, 57, 2), params: { layer: 6 } },
  oracle({ sizes, params }) {
    // The features stand stage behind stage.
    const features = sizes.Skv / 4;
    const first = table[params?.["layer"] ?? 0]! * features;
    return { attends: ({ k }) => k >= first && k < first + features };
  },
};
