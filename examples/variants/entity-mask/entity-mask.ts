// A pixel reads the words of its own entity and those of none, each with a weight that changes over the steps of the diffusion.
import { attention, clamp, f32, i32 } from "heed";

export const entityMask = attention({
  name: "entity_mask",
  inputs: { region: i32("B", "Sq"), entity: i32("B", "Skv"), weight: f32("steps", "Skv") },
  params: { step: i32(0) },
  mask: ({ b, q_idx, kv_idx }, { region, entity }) => entity(b, kv_idx) < 0 || entity(b, kv_idx) === region(b, q_idx),
  score: ({ score, kv_idx, steps }, { weight, step }) => score + Math.log(weight(clamp(step, 0, steps - 1), kv_idx)),
});
