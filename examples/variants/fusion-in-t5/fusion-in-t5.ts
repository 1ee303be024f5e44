// Fusion-in-T5: documents that are ranked together, each by itself, and in the last layers their first tokens see each other.
import { attention, bool, i32 } from "heed";

export const fusionInT5 = attention({
  name: "fusion_in_t5",
  inputs: { q_document: i32("B", "Sq"), kv_document: i32("B", "Skv"), q_is_first: bool("B", "Sq"), kv_is_first: bool("B", "Skv") },
  params: { fuses: bool(true) },
  mask: ({ b, q_idx, kv_idx }, { q_document, kv_document, q_is_first, kv_is_first, fuses }) => {
    const isBridge = q_is_first(b, q_idx) && kv_is_first(b, kv_idx);
    return q_document(b, q_idx) === kv_document(b, kv_idx) || (fuses && isBridge);
  },
});
