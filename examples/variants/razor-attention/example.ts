import type { Example, ExampleCall } from "../../example.ts";
import { booleans, integers } from "../../tensors.ts";

const isRetrieval = (head: number) => head % 3 === 1;

/** The last queries of a text; behind its keys one more, for those that the last query's heads no longer keep. */
function razor(
  batches: number,
  [Hq, Hkv]: readonly [number, number],
  queries: number,
  text: number,
  [sinks, recent]: readonly [number, number],
): ExampleCall {
  const lost = Math.max(0, text - sinks - recent);
  return {
    sizes: { B: batches, Hq, Hkv, Sq: queries, Skv: text + 1 },
    tensors: {
      is_retrieval: booleans([Hq], isRetrieval),
      dropped: integers([batches, Hq], (flat) => (isRetrieval(flat % Hq) ? 0 : lost)),
    },
    params: { sinks, recent },
  };
}

export const example: Example = {
  family: "heads of several kinds",
  summary: "Heads that keep little, and one key for all they dropped",
  covers: ["razor-attention"],
  picture: { ...razor(1, [4, 4], 256, 1023, [16, 256]), block: 32, caption: "the last 256 of 1023 tokens, the second of four heads retrieves" },
  small: razor(1, [4, 2], 45, 170, [3, 30]),
  oracle: ({ sizes: { Sq, Skv } }) => ({
    attends({ h, q, k }) {
      const text = Skv - 1;
      if (k === text) return !isRetrieval(h);
      // Counted from the end of the text, where the last query stands.
      const [fromQuery, fromKey] = [Sq - q, text - k];
      if (fromKey < fromQuery) return false;
      return isRetrieval(h) || k <= 2 || fromKey <= fromQuery + 29;
    },
    score: (score, { k }) => (k === Skv - 1 ? score + Math.log(137) : score),
  }),
};
