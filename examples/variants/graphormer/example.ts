import type { Example, ExampleCall } from "../../example.ts";
import { floats, integers, noise } from "../../tensors.ts";

const distances = 6;

/** Rings of so many nodes with one chord from the first node, padded to the longest: shortest paths by Floyd and Warshall. */
function rings(counts: readonly number[], heads: number): ExampleCall {
  const most = Math.max(...counts);
  const paths = counts.map((count) => shortestPaths(count));
  return {
    sizes: { B: counts.length, Hq: heads, Hkv: heads, Sq: most, Skv: most },
    tensors: {
      nodes: integers([counts.length], (b) => counts[b]!),
      distance: integers([counts.length, most, most], (flat) => {
        const [b, i, j] = [Math.floor(flat / most / most), Math.floor(flat / most) % most, flat % most];
        return paths[b]?.[i]?.[j] ?? -1;
      }),
      bias: floats([heads, distances], noise),
    },
  };
}

function shortestPaths(count: number): number[][] {
  const nodes = Array.from({ length: count }, (_, node) => node);
  const isEdge = (i: number, j: number) => (i + 1) % count === j || (i === 0 && j === count >> 1);
  const paths = nodes.map((i) => nodes.map((j) => (i === j ? 0 : isEdge(i, j) || isEdge(j, i) ? 1 : Infinity)));
  for (const via of nodes) {
    for (const i of nodes) {
      for (const j of nodes) paths[i]![j] = Math.min(paths[i]![j]!, paths[i]![via]! + paths[via]![j]!);
    }
  }
  return paths;
}

export const example: Example = {
  family: "graphs and maps",
  summary: "Graph nodes, with a bias per length of the shortest path",
  covers: [],
  picture: { ...rings([128, 72, 40], 1), block: 16, caption: "three graphs of 128, 72 and 40 nodes in one batch" },
  small: rings([50, 75], 2),
  oracle: ({ sizes, tensors }) => ({
    attends: ({ b, q, k }) => Math.max(q, k) < tensors["nodes"]!.data[b]!,
    score(score, { b, h, q, k }) {
      const steps = tensors["distance"]!.data[(b * sizes.Sq + q) * sizes.Skv + k]!;
      const last = distances - 1;
      return score + tensors["bias"]!.data[h * distances + (steps < 0 ? 0 : steps > last ? last : steps)]!;
    },
  }),
};
