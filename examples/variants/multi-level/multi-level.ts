// A resampler of several layers over an encoder: the features of all its stages are the keys, and a table says which stage a layer reads.
import { attention, clamp, i32 } from "heed";

export const multiLevel = attention({
  name: "multi_level",
  inputs: { route: i32("layers") },
  params: { layer: i32(0) },
  scope: { stages: 4 },
  mask({ kv_idx, Skv, layers }, { route, layer, stages }) {
    const stage = Math.floor((kv_idx * stages) / Skv);
    return stage === route(clamp(layer, 0, layers - 1));
  },
});
