/** @file A schedule's result is judged where it differs, wherever that is. */
import { expect, it } from "vitest";
import { createCheck, mostDifferent, type Result } from "#src/cli/tune/check.ts";
import { runDense, type DenseProblem } from "#src/reference/dense.ts";
import { randomData, variantOf } from "#test/support/attention-data.ts";

const variant = variantOf("attention causal { mask = q_idx >= kv_idx }");
const sizes = { B: 1, Hq: 2, Hkv: 1, Sq: 300, Skv: 300, D: 4, Dv: 3 };
const problem: DenseProblem = { sizes, ...randomData(sizes), inputs: new Map(), scalars: {} };
const exact = runDense(variant, problem);
const right = (): Result => ({ out: Float32Array.from(exact.out), lse: Float32Array.from(exact.lse) });

/** The right result with one element moved. */
function moved(what: "out" | "lse", flat: number, by: number): Result {
  const result = right();
  result[what][flat]! += by;
  return result;
}

it("lets pass what rounding explains", () => {
  const check = createCheck(variant, problem, "f32", 1);
  expect(check.firstBad(right())).toBeUndefined();
  expect(check.firstBad(right())).toBeUndefined();
  expect(check.firstBad(moved("out", 3 * 100, 1e-8))).toBeUndefined();
});

it("allows for weights in f16 where a schedule has them, in `out` alone", () => {
  const check = createCheck(variant, problem, "f32", 1);
  const off = moved("out", 3 * 299, 5e-5);
  expect(check.firstBad(right())).toBeUndefined();
  expect(check.firstBad(off)).toMatchObject({ what: "out" });
  expect(check.firstBad(off, "f16")).toBeUndefined();
  expect(check.firstBad(moved("out", 3 * 299, 5e-3), "f16")).toMatchObject({ what: "out" });
  expect(check.firstBad(moved("lse", 299, 5e-5), "f16")).toMatchObject({ what: "lse" });
});

it("finds one element that is off, in any row", () => {
  const check = createCheck(variant, problem, "f32", 1);
  check.firstBad(right());
  for (const row of [0, 77, 299, 300, 431, 599]) {
    const index = [0, Math.floor(row / 300), row % 300];
    expect(check.firstBad(moved("out", 3 * row + 1, 1e-4))).toMatchObject({ what: "out", index: [...index, 1] });
    expect(check.firstBad(moved("lse", row, 1e-3))).toMatchObject({ what: "lse", index });
    expect(check.firstBad(moved("out", 3 * row + 1, Number.NaN))).toMatchObject({ what: "out", index: [...index, 1], found: Number.NaN });
  }
});

it("judges the first result, too", () => {
  const zero: Result = { out: new Float32Array(1800), lse: new Float32Array(600) };
  expect(createCheck(variant, problem, "f32", 1).firstBad(zero)).toBeDefined();
});

it("knows which rows differ most", () => {
  const one: Result = { out: Float32Array.of(1, 2, 3, 4, 5, 6), lse: Float32Array.of(0, -Infinity, 0) };
  expect(mostDifferent(one, one, 2)).toEqual([]);
  const other: Result = { out: Float32Array.of(1, 2.5, 3, 4, 5, Number.NaN), lse: Float32Array.of(0, -Infinity, 0) };
  expect(mostDifferent(one, other, 2)).toEqual([2, 0]);
});
