import { attention } from "heed";

export const causalBottomRight = attention({
  name: "causal_bottom_right",
  mask: ({ q_idx, kv_idx, Sq, Skv }) => q_idx + (Skv - Sq) >= kv_idx,
});
