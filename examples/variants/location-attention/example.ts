import type { Example, ExampleCall } from "../../example.ts";
import { floats, integers, noise } from "../../tensors.ts";

/** Sources of these lengths, read from left to right by `queries` steps of a decoder. */
function reading(lengths: readonly number[], heads: number, queries: number): ExampleCall {
  const longest = Math.max(...lengths);
  return {
    sizes: { B: lengths.length, Hq: heads, Hkv: heads, Sq: queries, Skv: longest },
    tensors: {
      length: integers([lengths.length], (b) => lengths[b]!),
      mean: floats([lengths.length, heads, queries], (flat) => (flat % queries) / queries + noise(flat) / 50),
      width: floats([lengths.length, heads, queries], (flat) => (0.6 + 0.3 * noise(flat)) / 10),
    },
  };
}

export const example: Example = {
  family: "scores and biases",
  summary: "A bell around the place that the query names",
  covers: ["monotonic-location-attention"],
  picture: { ...reading([512, 300], 1, 256), block: 16, caption: "256 steps over sources of 512 and 300 tokens" },
  small: reading([75, 1, 50], 2, 37),
  oracle({ sizes, tensors }) {
    const step = (name: string, b: number, h: number, q: number) => tensors[name]!.data[(b * sizes.Hq + h) * sizes.Sq + q]!;
    // Each source runs from 0 to 1, whatever its length.
    const placesOf = (length: number) => Array.from({ length }, (_, k) => (length === 1 ? 0 : k / (length - 1)));
    const places = [...tensors["length"]!.data].map((length) => placesOf(Number(length)));
    return {
      attends: ({ b, k }) => k in places[b]!,
      score(_, { b, h, q, k }) {
        const sigma = step("width", b, h, q);
        return -((places[b]![k]! - step("mean", b, h, q)) ** 2) / (2 * sigma ** 2);
      },
    };
  },
};
