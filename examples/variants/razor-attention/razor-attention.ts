// RazorAttention: heads that do not retrieve keep sinks, recent tokens, and one last key for all that were dropped.
import { attention, bool, i32 } from "heed";

export const razorAttention = attention({
  name: "razor_attention",
  inputs: { is_retrieval: bool("Hq"), dropped: i32("B", "Hq") },
  params: { sinks: i32(4), recent: i32(256) },
  mask: ({ h, q_idx, kv_idx, Sq, Skv }, { is_retrieval, sinks, recent }) => {
    const place = q_idx + Skv - 1 - Sq;
    const stays = kv_idx < sinks || place - kv_idx < recent;
    return kv_idx === Skv - 1 ? !is_retrieval(h) : place >= kv_idx && (is_retrieval(h) || stays);
  },
  score: ({ score, b, h, kv_idx, Skv }, { dropped }) => (kv_idx === Skv - 1 ? score + Math.log(dropped(b, h)) : score),
});
