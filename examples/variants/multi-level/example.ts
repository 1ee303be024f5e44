import type { Example, ExampleCall } from "../../example.ts";
import { integers } from "../../tensors.ts";

/** So many queries and so many features of each level, one level behind the other. */
function levels(queries: readonly number[], features: readonly number[], heads: number): ExampleCall {
  const [q, kv] = [queries, features].map((counts) => counts.flatMap((count, level) => Array<number>(count).fill(level)));
  return {
    sizes: { B: 1, Hq: heads, Hkv: heads, Sq: q!.length, Skv: kv!.length },
    tensors: { q_level: integers([q!.length], (i) => q![i]!), kv_level: integers([kv!.length], (i) => kv![i]!) },
  };
}

const small = { queries: [20, 13, 30], features: [100, 41, 70] };

/** The level at whose tokens a place falls, by the ends of the levels. */
function levelAt(place: number, counts: readonly number[]): number {
  const ends = counts.map((_, level) => counts.slice(0, level + 1).reduce((sum, count) => sum + count, 0));
  return ends.findIndex((end) => place < end);
}

export const example: Example = {
  family: "vision and language",
  summary: "Queries and features of several levels, each with its own",
  covers: ["texthawk"],
  picture: {
    ...levels([64, 64, 128], [256, 256, 512], 1),
    block: 32,
    caption: "three levels: 64, 64 and 128 queries, 256, 256 and 512 features",
  },
  small: levels(small.queries, small.features, 2),
  oracle: () => ({ attends: ({ q, k }) => levelAt(q, small.queries) === levelAt(k, small.features) }),
};
