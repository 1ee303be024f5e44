// Based: in place of the exponential its Taylor series up to the square, which linear attention can reach exactly.
import { attention } from "heed";

export const based = attention({
  name: "based",
  mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx,
  score: ({ score }) => Math.log(1 + score + (score * score) / 2),
});
