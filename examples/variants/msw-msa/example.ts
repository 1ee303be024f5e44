import type { Example } from "../../example.ts";

const [height, width] = [16, 24];
const tokens = height * width;

/** The image is rolled back by the shift, whole, and cut in two. */
function half(place: number, size: number, shift: number): string {
  const rolled = (place - shift + size) % size;
  return rolled < size / 2 ? "first" : "second";
}

export const example: Example = {
  family: "images",
  summary: "Windows of half the image, rolled around its edges",
  covers: ["hidiffusion-msw-msa"],
  picture: {
    sizes: { B: 1, Hq: 1, Hkv: 1, Sq: tokens, Skv: tokens },
    tensors: {},
    block: 12,
    caption: "16 × 24 pixels, windows of 8 × 12, shifted by a quarter",
  },
  small: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: tokens, Skv: tokens }, tensors: {}, params: { shift_y: 6, shift_x: 9 } },
  oracle({ params }) {
    const { shift_y = 2, shift_x = 3 } = params ?? {};
    const window = (token: number) => [half(Math.floor(token / width), height, shift_y), half(token % width, width, shift_x)].join();
    return { attends: ({ q, k }) => window(q) === window(k) };
  },
};
