/** @file From a few lines of text to a kernel, warm in Node: how long the compiler takes. `npm run bench:compile` */
import { bench, describe } from "vitest";
import { compileVariant } from "#src/compile.ts";
import { fromAttn } from "#src/frontend/index.ts";

const alibi = `attention alibi {
  input slope: f32[Hq]
  mask  = q_idx >= kv_idx
  score = score + slope[h] * (kv_idx - q_idx)
}`;

describe("alibi, text to WGSL (the budget is 20 ms)", () => {
  bench("parse and lower", () => void fromAttn(alibi));
  bench("parse, lower, passes, WGSL", () => void compileVariant(fromAttn(alibi)[0]!, { Hq: 8, D: 64 }));
});
