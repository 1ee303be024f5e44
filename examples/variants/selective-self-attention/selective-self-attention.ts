// Selective self-attention: a temperature for every query, made of its position and of what the token is.
import { attention, f32 } from "heed";

export const selectiveSelfAttention = attention({
  name: "selective_self_attention",
  params: { beta: f32(0) },
  inputs: { token: f32("B", "Hq", "Sq") },
  mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx,
  score({ score, b, h, q_idx }, { beta, token }) {
    const position = 1 + Math.exp(-Math.exp(beta)) * Math.log(q_idx + 1);
    return score * (position + token(b, h, q_idx));
  },
});
