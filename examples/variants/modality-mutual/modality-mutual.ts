// AKI: causal attention in which the tokens of the image also see the text that comes after them.
import { attention, bool } from "heed";

export const modalityMutual = attention({
  name: "modality_mutual",
  inputs: { q_is_image: bool("B", "Sq"), kv_is_text: bool("B", "Skv") },
  mask: ({ b, q_idx, kv_idx }, { q_is_image, kv_is_text }) => q_idx >= kv_idx || (q_is_image(b, q_idx) && kv_is_text(b, kv_idx)),
});
