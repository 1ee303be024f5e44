// One learned key and value behind those of the text, which every query may attend to.
import { attention } from "heed";

export const learnedKey = attention({
  name: "learned_key",
  mask: ({ q_idx, kv_idx, Sq, Skv }) => kv_idx === Skv - 1 || q_idx + Skv - 1 - Sq >= kv_idx,
});
