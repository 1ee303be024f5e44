// MixEncoder: many candidates beside one query; each sees the query and itself, never another candidate.
import { attention, i32 } from "heed";

export const mixencoder = attention({
  name: "mixencoder",
  inputs: { query_length: i32("B"), q_candidate: i32("B", "Sq"), kv_candidate: i32("B", "Skv") },
  mask: ({ b, q_idx, kv_idx }, { query_length, q_candidate, kv_candidate }) =>
    kv_idx < query_length(b) || q_candidate(b, q_idx) === kv_candidate(b, kv_idx),
});
