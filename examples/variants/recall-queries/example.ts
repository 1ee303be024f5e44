import type { Example, ExampleCall } from "../../example.ts";
import { booleans, noise } from "../../tensors.ts";

/** A text of words drawn from so many; early words are the frequent ones. */
const textOf = (length: number, words: number) => Array.from({ length }, (_, place) => Math.floor(words * noise(place) ** 2));

/** The same text in every batch, in each beginning at another place. */
function repeats(batches: number, heads: number, length: number, words: number): ExampleCall {
  const texts = Array.from({ length: batches }, (_, b) => [...textOf(length, words).slice(b * 7), ...textOf(b * 7, words)]);
  const recalls = texts.flatMap((text) => {
    const seen = new Set<number>();
    return text.map((word) => seen.has(word) || !seen.add(word));
  });
  return {
    sizes: { B: batches, Hq: heads, Hkv: heads, Sq: length, Skv: length },
    tensors: { recalls: booleans([batches, length], (flat) => recalls[flat]!) },
  };
}

export const example: Example = {
  family: "tokens kept and dropped",
  summary: "Only tokens that came before attend at all",
  covers: ["zoology-sparse-hybrid"],
  picture: { ...repeats(1, 1, 512, 4000), block: 16, caption: "512 tokens, those attend that came before" },
  small: repeats(2, 2, 90, 60),
  oracle({ sizes: { B, Sq } }) {
    const text = textOf(Sq, 60);
    const texts = Array.from({ length: B }, (_, b) => [...text.slice(b * 7), ...text.slice(0, b * 7)]);
    return { attends: ({ b, q, k }) => k <= q && texts[b]!.indexOf(texts[b]![q]!) < q };
  },
};
