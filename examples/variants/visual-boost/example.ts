import type { Example } from "../../example.ts";
import { floats, integers, noise } from "../../tensors.ts";

/** Where the image stands among the tokens, and every how many of its tokens one is salient. */
const picture = { first: 10, count: 36, every: 5 };

const inputs = (batch: number, heads: number, length: number) => ({
  kind: integers([batch, length], (flat) => kindOf(Math.floor(flat / length), flat % length)),
  gain: floats([heads], (h) => 1 + noise(h)),
});

function kindOf(batch: number, token: number): number {
  const patch = token - picture.first - batch;
  if (patch < 0 || patch >= picture.count) return 0;
  return patch % picture.every === 0 ? 2 : 1;
}

export const example: Example = {
  family: "vision and language",
  summary: "The token being written looks harder at the image",
  covers: ["lvlm-imbalanced-attention-fix"],
  picture: { sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 512, Skv: 512 }, tensors: inputs(1, 1, 512), block: 32, caption: "512 tokens" },
  small: {
    sizes: { B: 2, Hq: 4, Hkv: 2, Sq: 23, Skv: 75 },
    tensors: inputs(2, 4, 75),
    params: { on_image: 0.25, on_salient: 0.75 },
  },
  oracle({ sizes, tensors, params }) {
    const { on_image = 0.1, on_salient = 0.5 } = params ?? {};
    const past = sizes.Skv - sizes.Sq;
    const raised = [0, on_image, on_salient];
    return {
      attends: ({ q, k }) => k <= past + q,
      score(score, { b, h, q, k }) {
        if (past + q !== sizes.Skv - 1) return score;
        const share = tensors["gain"]!.data[h]! * raised[kindOf(b, k)]!;
        return score < 0 ? score * (1 - share) : score * (1 + share);
      },
    };
  },
};
