import { attention } from "heed";

export const causalRagged = attention({
  name: "causal_ragged",
  mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx,
});
