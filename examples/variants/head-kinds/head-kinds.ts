// DuoAttention: some heads look back through the whole context, the others at sinks and recent tokens alone.
import { attention, bool, i32 } from "heed";

export const headKinds = attention({
  name: "head_kinds",
  inputs: { is_retrieval: bool("Hq") },
  params: { sinks: i32(16), recent: i32(128) },
  mask: ({ h, q_idx, kv_idx }, { is_retrieval, sinks, recent }) => q_idx >= kv_idx && (is_retrieval(h) || kv_idx < sinks || q_idx - kv_idx < recent),
});
