// MoA: sinks and a window in every head, and how far a window grows with the text is another in each.
import { attention, f32, i32 } from "heed";

export const mixtureOfSpans = attention({
  name: "mixture_of_spans",
  inputs: { base: f32("Hq"), growth: f32("Hq") },
  params: { sinks: i32(64) },
  mask: ({ h, q_idx, kv_idx, Skv }, { base, growth, sinks }) => q_idx >= kv_idx && (kv_idx < sinks || q_idx - kv_idx < base(h) + growth(h) * Skv),
});
