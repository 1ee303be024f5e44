// Attention-Gate: a small gate before the layer says which keys each head keeps; a token always sees itself.
import { attention, bool } from "heed";

export const attentionGate = attention({
  name: "attention_gate",
  inputs: { keep: bool("B", "Hq", "Skv") },
  mask: ({ b, h, q_idx, kv_idx }, { keep }) => q_idx >= kv_idx && (keep(b, h, kv_idx) || kv_idx === q_idx),
});
