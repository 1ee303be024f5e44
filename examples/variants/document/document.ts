// Several documents packed into one sequence: attention stays inside a document, and is causal there.
import { attention, i32 } from "heed";

export const document = attention({
  name: "document",
  inputs: { q_document: i32("B", "Sq"), kv_document: i32("B", "Skv") },
  mask: ({ b, q_idx, kv_idx }, { q_document, kv_document }) => q_document(b, q_idx) === kv_document(b, kv_idx) && q_idx >= kv_idx,
});
