// Frames between two others: the queries of a frame in the middle see the first and the last frame.
import { attention, i32 } from "heed";

export const endFrames = attention({
  name: "end_frames",
  params: { tokens: i32(64) },
  mask: ({ kv_idx, Skv }, { tokens }) => kv_idx < tokens || kv_idx >= Skv - tokens,
});
