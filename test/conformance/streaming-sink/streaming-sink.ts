import { attention } from "heed";

export const streamingSink = attention({
  name: "streaming_sink",
  mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx && (kv_idx < 4 || q_idx - kv_idx < 32),
});
