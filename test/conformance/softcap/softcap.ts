import { attention, f32 } from "heed";

export const softcap = attention({
  name: "softcap",
  params: { cap: f32(2) },
  score: ({ score }, { cap }) => cap * Math.tanh(score / cap),
});
