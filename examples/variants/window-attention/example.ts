import type { Example } from "../../example.ts";

const [width, window] = [20, 7];
const image = (height: number) => ({ B: 1, Hq: 1, Hkv: 1, Sq: height * width, Skv: height * width });

/** The corner of the window that a token stands in: the last multiple of the window's side that is not past it, in either direction. */
function corner(token: number): string {
  const place = [Math.floor(token / width), token % width];
  return place.map((at) => at - (at % window)).join();
}

export const example: Example = {
  family: "images",
  summary: "An image in square windows",
  covers: ["flash-window-attention"],
  picture: { sizes: image(21), tensors: {}, block: 10, caption: "21 × 20 pixels, windows of 7 × 7" },
  small: { sizes: image(8), tensors: {} },
  oracle: () => ({ attends: ({ q, k }) => corner(q) === corner(k) }),
};
