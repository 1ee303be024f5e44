import type { Example } from "../../example.ts";
import { integers } from "../../tensors.ts";

/** The document of every token, from the documents' lengths in each batch; queries and keys are the same tokens. */
function packed(batches: readonly (readonly number[])[]) {
  const documents = batches.flatMap((lengths) => lengths.flatMap((length, document) => Array<number>(length).fill(document)));
  const tensor = integers([batches.length, documents.length / batches.length], (flat) => documents[flat]!);
  return { q_document: tensor, kv_document: tensor };
}

export const example: Example = {
  family: "prefixes and documents",
  summary: "Documents packed into one sequence, causal inside each",
  covers: ["flexattention"],
  picture: {
    sizes: { B: 1, Hq: 1, Hkv: 1, Sq: 1024, Skv: 1024 },
    tensors: packed([[100, 300, 1, 255, 368]]),
    block: 32,
    caption: "documents of 100, 300, 1, 255 and 368 tokens",
  },
  small: {
    sizes: { B: 2, Hq: 2, Hkv: 1, Sq: 150, Skv: 150 },
    tensors: packed([
      [70, 1, 79],
      [10, 20, 30, 40, 50],
    ]),
  },
  oracle({ sizes, tensors }) {
    const documents = tensors["q_document"]!.data;
    // The first token of the document that a token stands in.
    const start = (b: number, token: number): number => {
      const at = b * sizes.Sq + token;
      return token > 0 && documents[at] === documents[at - 1] ? start(b, token - 1) : token;
    };
    return { attends: ({ b, q, k }) => start(b, q) <= k && k <= q };
  },
};
