import type { Example } from "../../example.ts";
import { floats, noise } from "../../tensors.ts";

const [window, dilation] = [8, 3];
const offsets = 2 * window - 1;

const call = (tokens: number, heads: number) => ({
  sizes: { B: 1, Hq: heads, Hkv: 1, Sq: tokens, Skv: tokens },
  tensors: { bias: floats([heads, offsets], noise) },
});

/** The tokens of a token's line, in order, and of them those it sees: of all whole windows the one that has it nearest to the middle. */
function look(token: number, tokens: number): { line: number[]; seen: number[] } {
  const line = Array.from({ length: tokens }, (_, other) => other).filter((other) => other % dilation === token % dilation);
  const at = line.indexOf(token);
  const windows = line.slice(0, line.length - window + 1).map((_, first) => ({ first, away: Math.abs(first + window / 2 - at) }));
  const { first } = windows.reduce((best, other) => (other.away < best.away ? other : best));
  return { line, seen: line.slice(first, first + window) };
}

export const example: Example = {
  family: "causal and windows",
  summary: "A whole window of every third token, inwards at the ends",
  covers: ["neighborhood-attention"],
  picture: { ...call(256, 1), block: 8, caption: "256 tokens, windows of 8, dilation 3" },
  small: call(101, 2),
  oracle({ sizes, tensors }) {
    const views = Array.from({ length: sizes.Sq }, (_, token) => look(token, sizes.Skv));
    return {
      attends: ({ q, k }) => views[q]!.seen.includes(k),
      score(score, { h, q, k }) {
        const { line } = views[q]!;
        return score + tensors["bias"]!.data[h * offsets + line.indexOf(k) - line.indexOf(q) + window - 1]!;
      },
    };
  },
};
