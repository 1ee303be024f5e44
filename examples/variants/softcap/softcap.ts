// Causal attention with scores that stay between -cap and cap.
import { attention, f32 } from "heed";

export const softcap = attention({
  name: "softcap",
  params: { cap: f32(50) },
  mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx,
  score: ({ score }, { cap }) => cap * Math.tanh(score / cap),
});
