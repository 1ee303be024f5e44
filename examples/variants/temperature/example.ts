import type { Example } from "../../example.ts";

export const example: Example = {
  family: "scores and biases",
  summary: "One temperature for all scores",
  covers: ["tempscale"],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 512, Skv: 512 }, tensors: {}, block: 64, caption: "512 tokens" },
  small: { sizes: { B: 2, Hq: 2, Hkv: 2, Sq: 70, Skv: 75 }, tensors: {}, params: { tau: 0.25 } },
  oracle({ params }) {
    const sharpness = 1 / (params?.["tau"] ?? 0.8);
    return { score: (score) => sharpness * score };
  },
};
