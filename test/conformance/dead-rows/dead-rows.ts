import { attention } from "heed";

export const deadRows = attention({
  name: "dead_rows",
  mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx && q_idx % 3 !== 0,
});
