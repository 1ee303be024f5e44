import { attention } from "heed";

export const positionScale = attention({
  name: "position_scale",
  score: ({ score, q_idx, kv_idx }) => score - Math.floor(q_idx / (1 + kv_idx)),
});
