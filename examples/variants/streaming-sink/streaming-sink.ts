// A causal window that never loses the first few tokens, on which attention rests when it has nowhere to go.
import { attention, i32 } from "heed";

export const streamingSink = attention({
  name: "streaming_sink",
  params: { sinks: i32(4), window: i32(256) },
  mask: ({ q_idx, kv_idx }, { sinks, window }) => q_idx >= kv_idx && (kv_idx < sinks || q_idx - kv_idx < window),
});
