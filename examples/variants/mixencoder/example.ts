import type { Example, ExampleCall } from "../../example.ts";
import { integers } from "../../tensors.ts";

/** In each batch the length of the query and those of its candidates; the queries of the attention are the candidates' tokens. */
function paired(batches: readonly (readonly [query: number, candidates: readonly number[]])[], heads: number): ExampleCall {
  const own = batches.map(([, candidates]) => candidates.flatMap((length, candidate) => Array<number>(length).fill(candidate)));
  const all = batches.map(([query], b) => [...Array<number>(query).fill(-1), ...own[b]!]);
  const [Sq, Skv] = [own[0]!.length, all[0]!.length];
  return {
    sizes: { B: batches.length, Hq: heads, Hkv: heads, Sq, Skv },
    tensors: {
      query_length: integers([batches.length], (b) => batches[b]![0]),
      q_candidate: integers([batches.length, Sq], (flat) => own.flat()[flat]!),
      kv_candidate: integers([batches.length, Skv], (flat) => all.flat()[flat]!),
    },
  };
}

export const example: Example = {
  family: "prefixes and documents",
  summary: "Candidates that see the query and themselves",
  covers: ["mixencoder"],
  picture: { ...paired([[64, [90, 60, 120, 70, 108]]], 1), block: 8, caption: "a query of 64 tokens before five candidates" },
  small: paired(
    [
      [21, [40, 13, 60]],
      [21, [77, 36]],
    ],
    1,
  ),
  oracle: () => ({
    attends({ b, q, k }) {
      const bounds = [
        [0, 40, 53, 113],
        [0, 77, 113],
      ][b]!;
      const candidate = bounds.findLastIndex((bound) => bound <= q);
      return k < 21 || (k - 21 >= bounds[candidate]! && k - 21 < bounds[candidate + 1]!);
    },
  }),
};
