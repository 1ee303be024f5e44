import type { Example, ExampleCall } from "../../example.ts";
import { integers } from "../../tensors.ts";

/** A span of tokens: which image it is, or 0 for text, and its length. */
type Span = readonly [image: number, length: number];

function mixed(batches: readonly (readonly Span[])[], heads: number): ExampleCall {
  const images = batches.flatMap((spans) => spans.flatMap(([image, length]) => Array<number>(length).fill(image)));
  const length = images.length / batches.length;
  const tensor = integers([batches.length, length], (flat) => images[flat]!);
  return { sizes: { B: batches.length, Hq: heads, Hkv: heads, Sq: length, Skv: length }, tensors: { q_image: tensor, kv_image: tensor } };
}

const text = 0;

export const example: Example = {
  family: "vision and language",
  summary: "Causal text; the tokens of an image see each other",
  covers: ["croc-mixed-mask"],
  picture: {
    ...mixed(
      [
        [
          [text, 40],
          [1, 256],
          [text, 90],
          [2, 256],
          [text, 126],
        ],
      ],
      1,
    ),
    block: 32,
    caption: "768 tokens, two images of 256 each",
  },
  small: mixed(
    [
      [
        [text, 9],
        [1, 64],
        [text, 30],
        [2, 36],
      ],
      [
        [1, 100],
        [text, 39],
      ],
    ],
    1,
  ),
  oracle: ({ sizes, tensors }) => ({
    attends({ b, q, k }) {
      const images = Array.from(tensors["q_image"]!.data.slice(b * sizes.Sq, (b + 1) * sizes.Sq));
      const own = images[q]!;
      const end = own === text ? q : images.lastIndexOf(own);
      return k <= end;
    },
  }),
};
