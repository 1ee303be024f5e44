// Graphormer: nodes of a graph, with a learned bias for each length of the shortest path between two of them.
import { attention, clamp, f32, i32 } from "heed";

export const graphormer = attention({
  name: "graphormer",
  inputs: { nodes: i32("B"), distance: i32("B", "Sq", "Skv"), bias: f32("Hq", "distances") },
  mask: ({ b, q_idx, kv_idx }, { nodes }) => q_idx < nodes(b) && kv_idx < nodes(b),
  score: ({ score, b, h, q_idx, kv_idx, distances }, { distance, bias }) => score + bias(h, clamp(distance(b, q_idx, kv_idx), 0, distances - 1)),
});
