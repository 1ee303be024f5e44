// Croc: text is read from left to right, the tokens of an image see each other.
import { attention, i32 } from "heed";

export const imageBidirectional = attention({
  name: "image_bidirectional",
  inputs: { q_image: i32("B", "Sq"), kv_image: i32("B", "Skv") },
  mask: ({ b, q_idx, kv_idx }, { q_image, kv_image }) => {
    const own = q_image(b, q_idx);
    return q_idx >= kv_idx || (own > 0 && own === kv_image(b, kv_idx));
  },
});
