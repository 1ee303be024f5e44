import { expect, it } from "vitest";
import { fromAttn } from "#src/frontend/index.ts";
import { runDense } from "#src/reference/dense.ts";

it("an f32 param is the f32 value, as a planner and a kernel see it", () => {
  const [variant] = fromAttn("attention v { param edge: f32 = 0.1\n mask = f32(kv_idx) * 0.1 <= edge }");
  const sizes = { B: 1, Hq: 1, Hkv: 1, Sq: 1, Skv: 2, D: 1, Dv: 1 };
  const problem = { sizes, q: [0], k: [0, 0], v: [1, 3], inputs: new Map() };
  // The constant 0.1 is an f32 value too, which is above the double 0.1.
  expect([...runDense(variant!, { ...problem, scalars: { edge: 0.1 } }).out]).toEqual([2]);
  expect([...runDense(variant!, { ...problem, scalars: { edge: 0.0999 } }).out]).toEqual([1]);
});
