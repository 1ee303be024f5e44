import { expect, test } from "vitest";
import { countBlocks, runsOf } from "#src/plan/block-plan.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { transposePlan } from "#src/plan/transpose-plan.ts";
import { intTensor, maskOf, planCells, requestOf } from "#test/support/plans.ts";

test("rows of keys, by columns of queries", () => {
  const plan = transposePlan(planBlocks(maskOf("ge(q_idx, kv_idx)"), requestOf([16, 32], { Sq: 64, Skv: 96 })));
  expect(plan).toMatchObject({ block: [32, 16], qLen: 96, kvLen: 64, batches: 1, heads: 1, work: { boxes: 0, points: 0 } });
  expect(planCells(plan)).toEqual(["--##", "..--", "...."]);
});

test("a block that is partial because it is ragged stays partial", () => {
  const plan = transposePlan(planBlocks(undefined, requestOf(16, { Sq: 40, Skv: 20 })));
  expect(planCells(plan)).toEqual(["##-", "---"]);
});

test("heads and batches that are told apart stay so, and alike ones share a table", () => {
  const mask = maskOf("and(lt(q_idx, len[b]), ge(kv_idx, mul(16, mod(h, 2))))", { len: "i32" });
  const request = requestOf(16, { B: 2, Hq: 4, Hkv: 4, Sq: 32, Skv: 48 }, { tensors: new Map([["len", intTensor([16, 20])]]) });
  const plan = planBlocks(mask, request);
  const across = transposePlan(plan);
  expect([across.batchStride, across.headStride]).toEqual([plan.batchStride, plan.headStride]);
  expect(runsOf(across, 0, 1, 0)).toEqual([]);
  expect(runsOf(across, 1, 3, 2)).toEqual([
    { first: 0, end: 1, full: true },
    { first: 1, end: 2, full: false },
  ]);
  expect(new Set(across.words.subarray(0, 8)).size).toBe(4);
});

const tokens = 2 ** 20;

test.each([
  ["ge(q_idx, kv_idx)", 128, 64],
  ["and(ge(q_idx, kv_idx), lt(sub(q_idx, kv_idx), 1024))", 128, 128],
  // Rows of 64 take turns along columns of 128.
  ["and(ge(q_idx, kv_idx), lt(sub(q_idx, kv_idx), 1024))", 64, 128],
  ["eq(mod(div(kv_idx, 128), 4), 3)", 128, 64],
  ["eq(mod(div(q_idx, 128), 4), 3)", 128, 8300],
])("%s at a million tokens, blocks of %i by 128, takes at most %i words", (text, tall, most) => {
  const plan = planBlocks(maskOf(text), requestOf([tall, 128], { Sq: tokens, Skv: tokens }));
  const across = transposePlan(plan);
  expect(countBlocks(across)).toEqual(countBlocks(plan));
  expect(across.words.length).toBeLessThan(most);
  expect({ ...transposePlan(across), work: plan.work }).toEqual(plan);
});

test("of no rows or no keys nothing is left", () => {
  expect(planCells(transposePlan(planBlocks(undefined, requestOf(16, { Sq: 0, Skv: 20 }))))).toEqual(["", ""]);
  expect(planCells(transposePlan(planBlocks(undefined, requestOf(16, { Sq: 20, Skv: 0 }))))).toEqual([]);
});
