import type { Example, ExampleCall } from "../../example.ts";
import { booleans, floats, noise } from "../../tensors.ts";

/** Texts about one thing after the other, on a line by their embeddings; two are neighbours where they lie closer than this. */
const near = 0.4;
const embedding = (graph: number, node: number): number => 3 * Math.floor(node / 24) + noise(graph * 1000 + node);

function graphs(count: number, nodes: number, heads: number): ExampleCall {
  return {
    sizes: { B: count, Hq: heads, Hkv: heads, Sq: nodes, Skv: nodes },
    tensors: {
      edge: booleans([count, nodes, nodes], (flat) => {
        const graph = Math.floor(flat / nodes / nodes);
        return Math.abs(embedding(graph, Math.floor(flat / nodes) % nodes) - embedding(graph, flat % nodes)) < near;
      }),
      of_target: floats([count, heads, nodes], noise),
      of_source: floats([count, heads, nodes], (flat) => noise(flat + 5000)),
    },
  };
}

/** The neighbours of each node of a graph, itself among them, by walking along the line. */
function neighbours(graph: number, nodes: number): Set<number>[] {
  const line = Array.from({ length: nodes }, (_, node) => ({ node, at: embedding(graph, node) })).sort((a, b) => a.at - b.at);
  const sets = line.map(() => new Set<number>());
  for (const [place, { node, at }] of line.entries()) {
    for (let i = place; i < nodes && line[i]!.at - at < near; i++) sets[node]!.add(line[i]!.node);
    for (let i = place; i >= 0 && at - line[i]!.at < near; i--) sets[node]!.add(line[i]!.node);
  }
  return sets;
}

export const example: Example = {
  family: "graphs and maps",
  summary: "A node sees its neighbours, by a leaky sum of two logits",
  covers: ["gat-hallucination"],
  picture: { ...graphs(1, 192, 1), block: 16, caption: "192 nodes in eight groups" },
  small: { ...graphs(2, 75, 2), params: { slope: 0.125 } },
  oracle({ sizes, tensors, params }) {
    const leak = params?.["slope"] ?? 0.2;
    const sets = Array.from({ length: sizes.B }, (_, graph) => neighbours(graph, sizes.Sq));
    const said = (name: string, b: number, h: number, node: number) => tensors[name]!.data[(b * sizes.Hq + h) * sizes.Sq + node]!;
    return {
      attends: ({ b, q, k }) => sets[b]![q]!.has(k),
      score(_, { b, h, q, k }) {
        const sum = said("of_target", b, h, q) + said("of_source", b, h, k);
        return Math.max(sum, 0) + leak * Math.min(sum, 0);
      },
    };
  },
};
