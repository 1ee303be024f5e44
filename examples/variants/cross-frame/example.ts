import type { Example } from "../../example.ts";

const tokens = 32;
const frames = (count: number, prompt: number, heads: number) => ({
  sizes: { B: 1, Hq: heads, Hkv: heads, Sq: count * tokens, Skv: prompt + count * tokens },
  tensors: {},
  params: { prompt },
});

export const example: Example = {
  family: "video and views",
  summary: "A frame sees the first one and the one before",
  covers: ["videobooth"],
  picture: { ...frames(12, 0, 1), block: 16, caption: "12 frames of 32 tokens" },
  small: frames(5, 19, 2),
  oracle({ params }) {
    const prompt = params!["prompt"]!;
    // As the keys are put together for a frame: the prompt, the first frame, the former one; before the first stands the first itself.
    const views = (frame: number): (number | "prompt")[] => ["prompt", 0, Math.max(frame - 1, 0)];
    return {
      attends: ({ q, k }) => views(Math.floor(q / tokens)).includes(k < prompt ? "prompt" : Math.floor((k - prompt) / tokens)),
    };
  },
};
