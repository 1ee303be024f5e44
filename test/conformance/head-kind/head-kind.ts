import { attention, i32 } from "heed";

export const headKind = attention({
  name: "head_kind",
  inputs: { is_retrieval: i32("Hq") },
  mask: ({ h, q_idx, kv_idx }, { is_retrieval }) => {
    if (is_retrieval(h) > 0) return q_idx >= kv_idx;
    return q_idx >= kv_idx && (kv_idx < 2 || q_idx - kv_idx < 16);
  },
});
