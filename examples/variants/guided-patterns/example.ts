import type { Example, ExampleCall } from "../../example.ts";
import { integers, noise } from "../../tensors.ts";

/** Two texts of words with a full stop here and there, which ends a sentence. */
const fullStop = 0;
const textOf = (b: number, length: number) =>
  Array.from({ length }, (_, place) => (place % 17 === 11 + b ? fullStop : 1 + Math.floor(9 * Math.abs(noise(place + b)))));

function texts(batches: number, heads: number, length: number): ExampleCall {
  const all = Array.from({ length: batches }, (_, b) => textOf(b, length));
  const token = integers([batches, length], (flat) => all.flat()[flat]!);
  const sentences = all.flatMap((text) => text.map((_, place) => text.slice(0, place).filter((word) => word === fullStop).length));
  const sentence = integers([batches, length], (flat) => sentences[flat]!);
  return {
    sizes: { B: batches, Hq: heads, Hkv: heads, Sq: length, Skv: length },
    tensors: { pattern: integers([heads], (h) => h), q_token: token, kv_token: token, q_sentence: sentence, kv_sentence: sentence },
  };
}

export const example: Example = {
  family: "heads of several kinds",
  summary: "Heads for the same token, the sentence, the token before; free ones",
  covers: ["human-guided-patterns"],
  picture: { ...texts(1, 4, 64), block: 1, caption: "64 tokens, four heads: the same token, the sentence, the token before, all" },
  small: texts(2, 4, 71),
  oracle: ({ sizes: { Skv } }) => ({
    attends({ b, h, q, k }) {
      const text = textOf(b, Skv);
      const [from, to] = [Math.min(q, k), Math.max(q, k)];
      return [text[q] === text[k], !text.slice(from, to).includes(fullStop), k + 1 === q, true][h]!;
    },
  }),
};
