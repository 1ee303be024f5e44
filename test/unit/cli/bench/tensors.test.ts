/** @file Layouts: heads before positions and behind them, and rows picked out of either. */
import { expect, it } from "vitest";
import { byPosition, pickHeadRows, pickRows } from "#src/cli/bench/tensors.ts";

const sizes = { B: 2, Hq: 3, Hkv: 1, Sq: 5, Skv: 1, D: 4, Dv: 4 };
const heads = Float32Array.from({ length: 2 * 3 * 5 * 4 }, (_, i) => i);

it("moves heads behind positions", () => {
  const moved = byPosition(heads, [2, 3, 5, 4]);
  for (let b = 0; b < 2; b++) {
    for (let h = 0; h < 3; h++) {
      for (let s = 0; s < 5; s++) expect(moved[((b * 5 + s) * 3 + h) * 4 + 1]).toBe(heads[((b * 3 + h) * 5 + s) * 4 + 1]);
    }
  }
});

it("finds the same rows in both", () => {
  const rows = [29, 0, 17];
  const expected = rows.flatMap((row) => [0, 1, 2, 3].map((d) => 4 * row + d));
  expect(Array.from(pickHeadRows(heads, rows, sizes))).toEqual(expected);
  expect(Array.from(pickRows(byPosition(heads, [2, 3, 5, 4]), rows, sizes))).toEqual(expected);
});
