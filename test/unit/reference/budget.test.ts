/** @file The budget accepts what rounding does and nothing else. */
import { expect, it } from "vitest";
import { fromAttn } from "#src/frontend/index.ts";
import { compareWithBudget, rowBudgets } from "#src/reference/budget.ts";
import { slants } from "#src/ir/machine.ts";
import { runDense, type DenseProblem } from "#src/reference/dense.ts";
import { encodeHalf, decodeHalf } from "#src/ir/tensor.ts";

const sizes = { B: 1, Hq: 2, Hkv: 1, Sq: 5, Skv: 9, D: 8, Dv: 3 };
const wave = (length: number, phase: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(1.7 * i + phase) * (1 + (i % 3)));
const problem: DenseProblem = { sizes, q: wave(80, 1), k: wave(72, 2), v: wave(27, 3), inputs: new Map(), scalars: {} };
const [causal] = fromAttn("attention causal {\n  mask = q_idx > kv_idx\n}\n");

it("accepts the f32 runs it was made from, and float64 itself", () => {
  const budgets = rowBudgets(causal!, problem);
  for (const slant of slants.keys()) {
    const single = compareWithBudget(runDense(causal!, { ...problem, precision: "f32", slant }), budgets);
    expect(single.ok).toBe(true);
    expect(single.worst).toBeGreaterThan(0);
    expect(single.worst).toBeLessThan(0.5);
  }
  expect(compareWithBudget(budgets.exact, budgets)).toMatchObject({ ok: true, worst: 0, worstError: 0 });
});

it("is not fooled by a run whose few errors cancel out", () => {
  // Two values of the score: their errors point the same way in one run or another, and cancel in the softmax.
  const [few] = fromAttn("attention few {\n  score = cos(f32(kv_idx % 2) + 0.5)\n}\n");
  const errors = slants.map((_, slant) => {
    const { lse, out } = runDense(few!, { ...problem, precision: "f32", slant });
    const exact = runDense(few!, problem);
    return Math.max(...out.map((x, i) => Math.abs(x - exact.out[i]!))) + Math.max(...lse.map((x, i) => Math.abs(x - exact.lse[i]!)));
  });
  const budgets = rowBudgets(few!, problem);
  expect(Math.max(...errors)).toBeGreaterThan(1.5 * Math.min(...errors));
  expect(Math.max(...budgets.out) + Math.max(...budgets.lse)).toBeGreaterThan(2 * Math.max(...errors));
});

it("gives the same exact result as the dense reference", () => {
  expect(rowBudgets(causal!, problem).exact).toEqual(runDense(causal!, problem));
});

it("is a few units in the last place, and refuses a wrong element by its place", () => {
  const budgets = rowBudgets(causal!, problem);
  expect(Math.max(...budgets.out)).toBeLessThan(2e-5);
  expect(Math.max(...budgets.lse)).toBeLessThan(2e-5);
  const out = budgets.exact.out.slice();
  out[3 * (5 + 4) + 2]! += 1e-4;
  const found = compareWithBudget({ out, lse: budgets.exact.lse }, budgets);
  expect(found.ok).toBe(false);
  expect(found.worstError).toBeCloseTo(1e-4, 10);
  expect(found.firstBad).toMatchObject({ what: "out", index: [0, 1, 4, 2] });
});

it("asks for exactly nothing of a row without keys", () => {
  const budgets = rowBudgets(causal!, problem);
  expect(budgets.exact.lse[0]).toBe(-Infinity);
  expect([budgets.out[0], budgets.lse[0]]).toEqual([0, 0]);
  const out = budgets.exact.out.slice();
  out[0] = 1e-30;
  expect(compareWithBudget({ out, lse: budgets.exact.lse }, budgets)).toMatchObject({ ok: false, worst: Infinity });
  const lse = budgets.exact.lse.slice();
  lse[0] = Number.NaN;
  expect(compareWithBudget({ out: budgets.exact.out, lse }, budgets).firstBad).toMatchObject({ what: "lse", index: [0, 0, 0] });
});

it("asks for NaN where there is one, and only there", () => {
  const v = problem.v as Float32Array;
  const poisoned = { ...problem, v: v.map((value, i) => (i === 0 ? Number.NaN : value)) };
  const budgets = rowBudgets(causal!, poisoned);
  expect(compareWithBudget(budgets.exact, budgets).ok).toBe(true);
  const clean = rowBudgets(causal!, problem).exact;
  expect(compareWithBudget(clean, budgets).firstBad).toMatchObject({ what: "out", expected: Number.NaN });
  expect(compareWithBudget(budgets.exact, rowBudgets(causal!, problem)).firstBad).toMatchObject({ what: "out", found: Number.NaN });
});

it("leaves a row alone that f32 cannot hold", () => {
  const [huge] = fromAttn("attention huge {\n  score = q_idx == 1 ? score * 1e30 * 1e30 * 1e-30 : score\n}\n");
  const budgets = rowBudgets(huge!, problem);
  expect(budgets.out[1]).toBe(Infinity);
  expect(budgets.out[2]).toBeLessThan(1e-3);
});

it("adds the rounding of f16 storage", () => {
  const budgets = rowBudgets(causal!, problem, "f16");
  const stored = { out: budgets.exact.out.map((value) => decodeHalf(encodeHalf(value))), lse: budgets.exact.lse };
  expect(compareWithBudget(stored, budgets).ok).toBe(true);
  expect(compareWithBudget(stored, rowBudgets(causal!, problem)).ok).toBe(false);
});

/** The result of a row of head `h` if weights are rounded to f16 before they meet the values, as on matrix units. */
function rowOfHalfWeights(h: number, row: number): number[] {
  const { D, Dv, Sq } = sizes;
  const score = (key: number): number =>
    Array.from({ length: D }, (_, d) => problem.q[(h * Sq + row) * D + d]! * problem.k[key * D + d]!).reduce((a, b) => a + b) / Math.sqrt(D);
  const scores = Array.from({ length: row }, (_, key) => score(key));
  const weights = scores.map((one) => Math.exp(one - Math.max(...scores)));
  const sum = weights.reduce((a, b) => a + b, 0);
  const weighted = (d: number): number =>
    weights.reduce((total, weight, key) => total + decodeHalf(encodeHalf(weight)) * problem.v[key * Dv + d]!, 0);
  return Array.from({ length: Dv }, (_, d) => (row === 0 ? 0 : weighted(d) / sum));
}

it("adds the rounding of weights to f16, where a kernel does that", () => {
  const budgets = rowBudgets(causal!, problem);
  const out = Array.from({ length: sizes.Hq * sizes.Sq }, (_, row) => rowOfHalfWeights(Math.floor(row / sizes.Sq), row % sizes.Sq)).flat();
  const rounded = { out, lse: budgets.exact.lse };
  expect(compareWithBudget(rounded, budgets).ok).toBe(false);
  const loose = compareWithBudget(rounded, budgets, "f16");
  expect(loose.ok).toBe(true);
  expect(loose.worst).toBeGreaterThan(0.05);
  const inRow = (row: number, by: number) => compareWithBudget({ ...rounded, out: out.with(3 * row, out[3 * row]! + by) }, budgets, "f16");
  expect(inRow(0, 1e-30)).toMatchObject({ ok: false, worst: Infinity });
  expect(inRow(4, 2e-3).ok).toBe(false);
});

it("lets a variant keep its own Dv", () => {
  const [named] = fromAttn("attention named {\n  score = score * f32(Dv) + f32(D)\n}\n");
  expect(rowBudgets(named!, problem).exact).toEqual(runDense(named!, problem));
});

it("judges chosen rows as it judges them among all", () => {
  const rows = [7, 2, 9];
  const [all, few] = [rowBudgets(causal!, problem), rowBudgets(causal!, { ...problem, rows })];
  expect(Array.from(few.exact.lse)).toEqual(rows.map((row) => all.exact.lse[row]));
  expect(Array.from(few.exact.out)).toEqual(rows.flatMap((row) => Array.from(all.exact.out.subarray(3 * row, 3 * row + 3))));
  // The worst error in bands is that of fewer rows; the bands are the same.
  const share = few.lse[0]! / all.lse[7]!;
  expect(share).toBeLessThanOrEqual(1);
  expect(Array.from(few.lse, (budget) => budget / share)).toEqual(rows.map((row) => expect.closeTo(all.lse[row]!, 12) as number));
  const out = few.exact.out.slice();
  out[3 + 1]! += 1e-4;
  expect(compareWithBudget({ out, lse: few.exact.lse }, few)).toMatchObject({ ok: false, firstBad: { index: [0, 0, 2, 1] } });
});
