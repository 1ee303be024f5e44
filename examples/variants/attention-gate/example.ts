import type { Example, ExampleCall } from "../../example.ts";
import { booleans, noise } from "../../tensors.ts";

/** What the gate says to a key: runs of ten tokens share their fate. */
const gate = (b: number, h: number, k: number) => 1 / (1 + Math.exp(-4 * noise(900 * b + 90 * h + Math.floor(k / 10))));

function gated(batches: number, heads: number, length: number, threshold: number): ExampleCall {
  return {
    sizes: { B: batches, Hq: heads, Hkv: heads, Sq: length, Skv: length },
    tensors: {
      keep: booleans([batches, heads, length], (flat) => {
        const row = Math.floor(flat / length);
        return gate(Math.floor(row / heads), row % heads, flat % length) > threshold;
      }),
    },
  };
}

export const example: Example = {
  family: "tokens kept and dropped",
  summary: "A gate says which keys each head keeps",
  covers: ["attention-gate-eviction"],
  picture: { ...gated(1, 2, 256, 0.7), block: 8, caption: "256 tokens, two heads, each with its own keys evicted" },
  small: gated(2, 3, 83, 0.6),
  oracle: () => ({ attends: ({ b, h, q, k }) => k === q || (k < q && gate(b, h, k) > 0.6) }),
};
