// SCCA: causal attention inside chunks, with keys shifted by another distance in every head; dilated heads see every d-th key.
import { attention, div, i32 } from "heed";

const chunk = 32;

export const scca = attention({
  name: "scca",
  inputs: { shift: i32("Hq"), dilation: i32("Hq") },
  scope: { chunk },
  mask: ({ h, q_idx, kv_idx, Skv }, { shift, dilation }) => {
    const inChunk = div(q_idx, chunk) === div((kv_idx + shift(h)) % Skv, chunk);
    const inStep = (q_idx - kv_idx) % Math.max(dilation(h), 1) === 0;
    return q_idx >= kv_idx && (dilation(h) === 0 ? inChunk : inStep);
  },
});
