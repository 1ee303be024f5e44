import { attention, i32 } from "heed";

export const documentCausal = attention({
  name: "document_causal",
  inputs: { doc: i32("Sq") },
  mask: ({ q_idx, kv_idx }, { doc }) => doc(q_idx) === doc(kv_idx) && q_idx >= kv_idx,
});
