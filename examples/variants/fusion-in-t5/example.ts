import type { Example, ExampleCall } from "../../example.ts";
import { booleans, integers } from "../../tensors.ts";

/** The lengths of the documents that are ranked together, in each batch. */
function ranked(batches: readonly (readonly number[])[], heads: number): ExampleCall {
  const places = batches.flatMap((lengths) => lengths.flatMap((length, document) => Array.from({ length }, (_, place) => ({ document, place }))));
  const shape = [batches.length, places.length / batches.length];
  const document = integers(shape, (flat) => places[flat]!.document);
  const isFirst = booleans(shape, (flat) => places[flat]!.place === 0);
  return {
    sizes: { B: batches.length, Hq: heads, Hkv: heads, Sq: shape[1]!, Skv: shape[1]! },
    tensors: { q_document: document, kv_document: document, q_is_first: isFirst, kv_is_first: isFirst },
  };
}

const small = [
  [30, 41, 1, 60],
  [100, 32],
];

export const example: Example = {
  family: "prefixes and documents",
  summary: "Documents ranked together, joined by their first tokens",
  covers: ["fusion-in-t5"],
  picture: { ...ranked([[64, 100, 48, 92, 80]], 1), block: 8, caption: "five documents, in a layer that joins them" },
  small: ranked(small, 1),
  oracle: () => ({
    attends({ b, q, k }) {
      const lengths = small[b]!;
      const starts = lengths.map((_, document) => lengths.slice(0, document).reduce((sum, length) => sum + length, 0));
      const startOf = (token: number) => Math.max(...starts.filter((start) => start <= token));
      return startOf(q) === startOf(k) || (starts.includes(q) && starts.includes(k));
    },
  }),
};
