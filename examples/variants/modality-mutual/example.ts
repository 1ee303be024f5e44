import type { Example, ExampleCall } from "../../example.ts";
import { booleans } from "../../tensors.ts";

/** Where the image begins and ends in each batch, and where the question behind it ends; what follows is the answer. */
interface Prompt {
  readonly image: readonly [begin: number, end: number];
  readonly question: number;
}

const isImage = ({ image: [begin, end] }: Prompt, token: number) => token >= begin && token < end;
const isQuestion = ({ image: [, end], question }: Prompt, token: number) => token >= end && token < question;

function prompts(batch: readonly Prompt[], heads: number, length: number): ExampleCall {
  const each = (holds: (prompt: Prompt, token: number) => boolean) =>
    booleans([batch.length, length], (flat) => holds(batch[Math.floor(flat / length)]!, flat % length));
  return {
    sizes: { B: batch.length, Hq: heads, Hkv: heads, Sq: length, Skv: length },
    tensors: { q_is_image: each(isImage), kv_is_text: each(isQuestion) },
  };
}

const small: readonly Prompt[] = [
  { image: [5, 77], question: 120 },
  { image: [0, 100], question: 131 },
];

export const example: Example = {
  family: "vision and language",
  summary: "Causal, and the image sees the text behind it",
  covers: ["aki-modality-mutual-attention"],
  picture: {
    ...prompts([{ image: [32, 288], question: 400 }], 1, 512),
    block: 16,
    caption: "512 tokens: an image of 256, a question of 112, the answer",
  },
  small: prompts(small, 1, 141),
  oracle: () => ({
    attends({ b, q, k }) {
      const { image, question } = small[b]!;
      if (q >= image[0] && q < image[1] && k >= image[1]) return k < question;
      return k <= q;
    },
  }),
};
