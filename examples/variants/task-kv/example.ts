import type { Example, ExampleCall } from "../../example.ts";
import { booleans, noise } from "../../tensors.ts";

/** One head of every batch is far from the others; the others keep the tokens that stick out. */
const isFull = (b: number, h: number) => h === (b + 1) % 3;
const sticksOut = (b: number, h: number, k: number) => noise(1000 * b + 100 * h + k) > 0.9;

function tasks(batches: number, heads: number, length: number): ExampleCall {
  return {
    sizes: { B: batches, Hq: heads, Hkv: heads, Sq: length, Skv: length },
    tensors: {
      is_full: booleans([batches, heads], (flat) => isFull(Math.floor(flat / heads), flat % heads)),
      keep: booleans([batches, heads, length], (flat) => {
        const row = Math.floor(flat / length);
        return sticksOut(Math.floor(row / heads), row % heads, flat % length);
      }),
    },
  };
}

export const example: Example = {
  family: "heads of several kinds",
  summary: "By task and head: everything, or sinks, recent and chosen tokens",
  covers: ["task-kv"],
  picture: {
    ...tasks(2, 2, 256),
    params: { sinks: 8, recent: 32 },
    block: 8,
    caption: "two tasks, two heads, one of which keeps all in the first task",
  },
  small: { ...tasks(2, 3, 100), params: { sinks: 2, recent: 9 } },
  oracle: () => ({
    attends({ b, h, q, k }) {
      if (k > q) return false;
      if (isFull(b, h)) return true;
      return [0, 1].includes(k) || q - k <= 8 || sticksOut(b, h, k);
    },
  }),
};
