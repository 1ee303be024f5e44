// Attention knockout: in a range of layers, tokens of one kind are kept from seeing those of another, to find what flows there.
import { attention, i32 } from "heed";

export const attentionKnockout = attention({
  name: "attention_knockout",
  inputs: { q_kind: i32("B", "Sq"), kv_kind: i32("B", "Skv") },
  params: { blind: i32(2), hidden: i32(1), layer: i32(0), first: i32(0), last: i32(0) },
  mask: ({ b, q_idx, kv_idx }, { q_kind, kv_kind, blind, hidden, layer, first, last }) => {
    const isCut = q_kind(b, q_idx) === blind && kv_kind(b, kv_idx) === hidden;
    return q_idx >= kv_idx && !(isCut && layer >= first && layer <= last);
  },
});
