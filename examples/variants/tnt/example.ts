import type { Example } from "../../example.ts";

const pixels = 16;
const patches = (count: number, heads: number) => ({ B: 1, Hq: heads, Hkv: heads, Sq: count * pixels, Skv: count * pixels });

export const example: Example = {
  family: "images",
  summary: "The pixels of every patch among themselves",
  covers: ["transformer-in-transformer"],
  picture: { sizes: patches(16, 1), tensors: {}, block: 8, caption: "16 patches of 16 pixels" },
  small: { sizes: patches(9, 2), tensors: {} },
  oracle({ sizes }) {
    // The patches one after the other, each as the pixels it is made of.
    const patchOf = Array.from({ length: sizes.Skv / pixels }, (_, patch) => Array<number>(pixels).fill(patch)).flat();
    return { attends: ({ q, k }) => patchOf[q] === patchOf[k] };
  },
};
