import { expect, test } from "vitest";
import { countBlocks, countEmptyRows, rowGroups, runsOf, tableOf } from "#src/plan/block-plan.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { maskOf, requestOf } from "#test/support/plans.ts";

const plan = planBlocks(maskOf("and(ge(q_idx, kv_idx), ne(h, 1))"), requestOf(64, { B: 3, Hq: 2, Hkv: 1, Sq: 192, Skv: 192 }));

test("rows in step are one segment, and heads that come out alike one table", () => {
  expect([plan.batchStride, plan.headStride]).toEqual([0, 1]);
  expect(tableOf(plan, 0, 0)).toBe(tableOf(plan, 2, 0));
  const causal = [
    // A period of one row, and where the segments of its only list lie.
    [1, 5, 9],
    // Row 0, rows 1 and on, and what lies behind them.
    [0, 11, 1, 15, 0, 23],
  ];
  const runs = [
    [0, 2, 0, 0],
    [0, 3, 0, 2, 1, 4, 1, 2],
  ];
  expect([...plan.words]).toEqual([2, 23, ...causal.flat(), ...runs.flat(), 1, 26, 28, 0, 30, 0, 30]);
});

test("runs of a row, for any batch and head", () => {
  expect(runsOf(plan, 2, 0, 2)).toEqual([
    { first: 0, end: 2, full: true },
    { first: 2, end: 3, full: false },
  ]);
  expect(runsOf(plan, 2, 1, 2)).toEqual([]);
});

test("counts run over every batch and head, though rows are stored once", () => {
  expect(rowGroups(plan)).toEqual([
    { b: undefined, h: 0 },
    { b: undefined, h: 1 },
  ]);
  expect(countBlocks(plan)).toEqual({ full: 9, partial: 9, empty: 36, density: 18 / 54 });
  expect(countEmptyRows(plan)).toBe(3);
});
