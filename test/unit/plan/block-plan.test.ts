import { expect, test } from "vitest";
import { countBlocks, countEmptyRows, planToWords, rowGroups, runsOf } from "#src/plan/block-plan.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { maskOf, requestOf } from "#test/support/plans.ts";

const plan = planBlocks(maskOf("and(ge(q_idx, kv_idx), ne(h, 1))"), requestOf(64, { B: 3, Hq: 2, Hkv: 1, Sq: 192, Skv: 192 }));

test("the row table and the words of the runs", () => {
  expect([plan.batchStride, plan.headStride]).toEqual([0, 3]);
  expect([...plan.rowStarts]).toEqual([0, 1, 3, 5, 5, 5, 5]);
  expect([...plan.runs]).toEqual([0, 2, 0, 3, 1, 4, 0, 5, 2, 6]);
  expect([...planToWords(plan)]).toEqual([...plan.rowStarts, ...plan.runs]);
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
