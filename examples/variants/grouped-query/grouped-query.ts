// Grouped heads over a cache: the queries are the last tokens of the context, and several query heads read the same keys and values.
import { attention } from "heed";

export const groupedQuery = attention({
  name: "grouped_query",
  mask({ q_idx, kv_idx, Sq, Skv }) {
    const past = Skv - Sq;
    return past + q_idx >= kv_idx;
  },
});
