// Attention pooling of a bag: each branch weighs the instances by a learned logit, and leaves out those that are dropped.
import { attention, bool, f32 } from "heed";

export const acmil = attention({
  name: "acmil",
  inputs: { logit: f32("B", "Hq", "Skv"), keep: bool("B", "Hq", "Skv") },
  mask: ({ b, h, kv_idx }, { keep }) => keep(b, h, kv_idx),
  score: ({ b, h, kv_idx }, { logit }) => logit(b, h, kv_idx),
});
