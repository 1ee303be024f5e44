import type { Example } from "../../example.ts";
import { booleans, floats, noise } from "../../tensors.ts";

/** Of the instances with the highest logits of a branch, every second is dropped. */
const highest = 10;

function bags(batch: number, branches: number, instances: number) {
  const bag = Array.from({ length: instances }, (_, i) => i);
  const logits = Array.from({ length: batch * branches }, (_, row) => bag.map((i) => 3 * noise(row * instances + i)));
  const dropped = logits.map((row) => new Set(ranked(row).filter((_, rank) => rank < highest && rank % 2 === 0)));
  return {
    tensors: {
      logit: floats([batch, branches, instances], (flat) => logits[Math.floor(flat / instances)]![flat % instances]!),
      keep: booleans([batch, branches, instances], (flat) => !dropped[Math.floor(flat / instances)]!.has(flat % instances)),
    },
    sizes: { B: batch, Hq: branches, Hkv: 1, Sq: 1, Skv: instances },
  };
}

/** The instances of a branch, the one with the highest logit first. */
const ranked = (logits: readonly number[]): number[] => logits.map((_, i) => i).sort((i, j) => logits[j]! - logits[i]!);

export const example: Example = {
  family: "scores and biases",
  summary: "A bag of patches, pooled by several branches of learned logits",
  covers: ["acmil"],
  picture: { ...bags(1, 5, 512), block: 16, caption: "five branches over 512 patches, of the top 10 every second dropped" },
  small: bags(2, 5, 203),
  oracle: ({ sizes, tensors }) => {
    const at = (b: number, h: number) => (b * sizes.Hq + h) * sizes.Skv;
    const row = (b: number, h: number) => Array.from(tensors["logit"]!.data.slice(at(b, h), at(b, h) + sizes.Skv), Number);
    const branches = Array.from({ length: sizes.Hq }, (_, h) => h);
    const ranks = Array.from({ length: sizes.B }, (_, b) => branches.map((h) => ranked(row(b, h))));
    return {
      attends({ b, h, k }) {
        const place = ranks[b]![h]!.indexOf(k);
        return place >= highest || place % 2 === 1;
      },
      score: (_, { b, h, k }) => Number(tensors["logit"]!.data[at(b, h) + k]!),
    };
  },
};
