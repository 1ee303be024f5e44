import type { Example } from "../../example.ts";
import { floats } from "../../tensors.ts";

/** By head: the part of a window that is always there, and the eighths of the text that come to it. */
const rules = [
  { always: 32, eighths: 0 },
  { always: 16, eighths: 1 },
  { always: 8, eighths: 3 },
  { always: 0, eighths: 8 },
];

const spans = {
  base: floats([rules.length], (h) => rules[h]!.always),
  growth: floats([rules.length], (h) => rules[h]!.eighths / 8),
};

export const example: Example = {
  family: "heads of several kinds",
  summary: "Sinks and a window whose growth with the text differs by head",
  covers: ["moa-mixture-sparse-attention"],
  picture: {
    sizes: { B: 1, Hq: 4, Hkv: 4, Sq: 1024, Skv: 1024 },
    tensors: spans,
    block: 32,
    caption: "four heads, windows of 32, 144, 392 and 1024 of 1024 tokens",
  },
  small: { sizes: { B: 1, Hq: 4, Hkv: 2, Sq: 101, Skv: 101 }, tensors: spans, params: { sinks: 5 } },
  oracle({ sizes: { Skv }, params }) {
    const sinks = params?.["sinks"] ?? 64;
    return {
      attends({ h, q, k }) {
        const { always, eighths } = rules[h]!;
        const age = q - k;
        return age >= 0 && (k < sinks || 8 * age < 8 * always + eighths * Skv);
      },
    };
  },
};
