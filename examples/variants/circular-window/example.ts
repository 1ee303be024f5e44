import type { Example } from "../../example.ts";

const width = 24;
const square = (tokens: number) => ({ B: 1, Hq: 1, Hkv: 1, Sq: tokens, Skv: tokens });

export const example: Example = {
  family: "images",
  summary: "Text, and an image that sees the disc around each token",
  covers: ["clear-circular-window"],
  picture: { sizes: square(32 + 20 * width), tensors: {}, block: 16, caption: "32 tokens of text, 20 × 24 pixels, radius 6" },
  small: { sizes: square(5 + 6 * width + 7), tensors: {}, params: { text: 5, radius: 4, trained: 100 } },
  oracle({ sizes, params }) {
    const { text = 32, radius = 6, trained = 4608 } = params ?? {};
    const place = (token: number) => ({ x: (token - text) % width, y: Math.floor((token - text) / width) });
    const sharper = Math.sqrt(Math.log(sizes.Skv) / Math.log(trained));
    return {
      attends({ q, k }) {
        if (Math.min(q, k) < text) return true;
        const [a, b] = [place(q), place(k)];
        return Math.hypot(a.x - b.x, a.y - b.y) < radius - 1e-9;
      },
      score: (score) => score * sharper,
    };
  },
};
