import { attention, sigmoid } from "heed";

export const siluScore = attention({
  name: "silu_score",
  score: ({ score }) => score * sigmoid(score),
});
