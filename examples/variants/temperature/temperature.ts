// A temperature on all scores: below 1 the weights are sharper than usual, above 1 flatter.
import { attention, f32 } from "heed";

export const temperature = attention({
  name: "temperature",
  params: { tau: f32(0.8) },
  score: ({ score }, { tau }) => score / tau,
});
