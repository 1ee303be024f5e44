import type { Example, ExampleCall } from "../../example.ts";
import { booleans, integers } from "../../tensors.ts";

/** By batch: where the image begins and ends, and the layer from which on it is not seen. */
type Prompt = readonly [begin: number, end: number, exit: number];

function prompts(batch: readonly Prompt[], heads: number, length: number): ExampleCall {
  return {
    sizes: { B: batch.length, Hq: heads, Hkv: heads, Sq: length, Skv: length },
    tensors: {
      is_image: booleans([batch.length, length], (flat) => {
        const [begin, end] = batch[Math.floor(flat / length)]!;
        return flat % length >= begin && flat % length < end;
      }),
      exit: integers([batch.length], (b) => batch[b]![2]),
    },
  };
}

export const example: Example = {
  family: "vision and language",
  summary: "From a layer on that each prompt chooses, the image is not seen",
  covers: ["dyvte-visual-token-exit"],
  picture: {
    ...prompts(
      [
        [32, 352, 12],
        [32, 352, 20],
      ],
      1,
      512,
    ),
    params: { layer: 16 },
    block: 16,
    caption: "layer 16; the image has left the first prompt at layer 12, and stays in the second until 20",
  },
  small: {
    ...prompts(
      [
        [7, 60, 3],
        [0, 50, 9],
        [20, 99, 4],
      ],
      1,
      110,
    ),
    params: { layer: 4 },
  },
  oracle: () => ({
    attends({ b, q, k }) {
      if (k > q) return false;
      // At layer 4 the first and the third image have left.
      return b === 0 ? k < 7 || k >= 60 : b === 1 ? true : k < 20 || k > 98;
    },
  }),
};
