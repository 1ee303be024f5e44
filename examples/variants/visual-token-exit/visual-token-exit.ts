// DyVTE: from some layer on, which each prompt chooses for itself, the tokens of the image are no longer seen.
import { attention, bool, i32 } from "heed";

export const visualTokenExit = attention({
  name: "visual_token_exit",
  inputs: { is_image: bool("B", "Skv"), exit: i32("B") },
  params: { layer: i32(0) },
  mask: ({ b, q_idx, kv_idx }, { is_image, exit, layer }) => q_idx >= kv_idx && !(is_image(b, kv_idx) && layer >= exit(b)),
});
