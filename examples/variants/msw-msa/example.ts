import type { Example } from "../../example.ts";

const [height, width] = [12, 16];
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
    block: 8,
    caption: "12 × 16 pixels, windows of 6 × 8, shifted by a half",
  },
  small: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: tokens, Skv: tokens }, tensors: {}, params: { shift_y: 2, shift_x: 6 } },
  oracle({ params }) {
    const { shift_y = 3, shift_x = 4 } = params ?? {};
    const window = (token: number) => [half(Math.floor(token / width), height, shift_y), half(token % width, width, shift_x)].join();
    return { attends: ({ q, k }) => window(q) === window(k) };
  },
};
