/** @file Rows are chosen from all over a result, and a contender is judged by them. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { chooseRows, createJudge } from "#src/cli/bench/check.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { runDense } from "#src/reference/dense.ts";
import { propertyOptions } from "#test/support/seed.ts";

it("chooses the first row, the last, and others, each once, and fewer of long ones", () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(size, size, size, fc.nat(), (B, Hq, Sq, seed) => {
      const rows = chooseRows({ B, Hq, Hkv: 1, Sq, Skv: 16, D: 8, Dv: 8 }, seed);
      expect(rows).toHaveLength(Math.min(64, B * Hq * Sq));
      expect([rows[0], rows.at(-1)]).toEqual([0, B * Hq * Sq - 1]);
      expect(new Set(rows).size).toBe(rows.length);
    }),
    propertyOptions("rows", 100),
  );
  expect(chooseRows({ B: 1, Hq: 8, Hkv: 8, Sq: 16384, Skv: 16384, D: 128, Dv: 128 }, 1)).toHaveLength(8);
});

it("accepts what is right and tells by how much another is wrong", () => {
  const sizes = { B: 1, Hq: 2, Hkv: 1, Sq: 60, Skv: 60, D: 8, Dv: 4 };
  const wave = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(1.3 * i));
  const problem = { sizes, q: wave(960), k: wave(480), v: wave(240), inputs: new Map(), scalars: {} };
  const [causal] = fromAttn("attention causal {\n  mask = q_idx >= kv_idx\n}\n");
  const { rows, judge } = createJudge(causal!, problem, "f32", 5);
  const { out } = runDense(causal!, problem);
  const picked = rows.flatMap((row) => Array.from(out.subarray(4 * row, 4 * row + 4)));
  expect(judge(picked)).toEqual({ error: 0, ratio: 0, isRight: true });
  const off = picked.with(7, picked[7]! + 1e-3);
  expect(judge(off)).toMatchObject({ error: expect.closeTo(1e-3, 10) as number, isRight: false });
  expect(judge(off).ratio).toBeGreaterThan(100);
  const slightly = picked.with(7, picked[7]! + 5e-5);
  expect([judge(slightly).isRight, judge(slightly, { weights: "f16" }).isRight, judge(off, { weights: "f16" }).isRight]).toEqual([
    false,
    true,
    false,
  ]);
  const inHalf = judge(off, { sums: "f16" });
  expect(inHalf).toMatchObject({ ratio: judge(off).ratio / 2 ** 13, isRight: true });
  expect(judge(picked.with(7, 1), { sums: "f16" }).isRight).toBe(false);
  expect(judge(picked.with(7, Number.NaN))).toMatchObject({ error: Infinity, isRight: false });
});
