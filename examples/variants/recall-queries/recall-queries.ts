// Zoology: beside a convolution only those tokens attend that have something to recall.
import { attention, bool } from "heed";

export const recallQueries = attention({
  name: "recall_queries",
  inputs: { recalls: bool("B", "Sq") },
  mask: ({ b, q_idx, kv_idx }, { recalls }) => recalls(b, q_idx) && q_idx >= kv_idx,
});
