// Causal attention: a query sees itself and what came before it.
import { attention } from "heed";

export const causal = attention({
  name: "causal",
  mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx,
});
