import type { Example, ExampleCall } from "../../example.ts";
import { integers } from "../../tensors.ts";

/** The lengths of the passages in each batch; the last one is the question. */
function prompts(batches: readonly (readonly number[])[], heads: number): ExampleCall {
  const blocks = batches.flatMap((lengths) => lengths.flatMap((length, block) => Array<number>(length).fill(block)));
  const length = blocks.length / batches.length;
  const tensor = integers([batches.length, length], (flat) => blocks[flat]!);
  return {
    sizes: { B: batches.length, Hq: heads, Hkv: heads, Sq: length, Skv: length },
    tensors: { q_block: tensor, kv_block: tensor, last: integers([batches.length], (b) => batches[b]!.length - 1) },
  };
}

const small = [
  [40, 31, 52, 17],
  [60, 80],
];

export const example: Example = {
  family: "prefixes and documents",
  summary: "Passages by themselves, and a question that reads them all",
  covers: ["block-attention-rag"],
  picture: { ...prompts([[200, 150, 310, 240, 124]], 1), block: 32, caption: "four passages and a question of 124 tokens" },
  small: prompts(small, 1),
  oracle: () => ({
    attends({ b, q, k }) {
      const lengths = small[b]!;
      // Where each passage begins; what lies between the beginning of a passage and the query is read.
      const starts = lengths.map((_, block) => lengths.slice(0, block).reduce((sum, length) => sum + length, 0));
      const own = starts.findLast((start) => start <= q)!;
      const isQuestion = own === starts.at(-1);
      return k <= q && (isQuestion || k >= own);
    },
  }),
};
