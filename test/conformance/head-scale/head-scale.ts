import { attention, f32 } from "heed";

export const headScale = attention({
  name: "head_scale",
  inputs: { scale_h: f32("Hq") },
  score: ({ score, h }, { scale_h }) => score * scale_h(h),
});
