import { expect, test } from "vitest";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { planToJson } from "#src/plan/plan-json.ts";
import { maskOf, requestOf } from "#test/support/plans.ts";

test("counts, and runs by row, once where all heads are alike", () => {
  const plan = planBlocks(maskOf("ge(q_idx, kv_idx)"), requestOf([64, 32], { B: 2, Hq: 2, Sq: 128, Skv: 128 }));
  expect(planToJson(plan)).toEqual({
    block: [64, 32],
    q_len: 128,
    kv_len: 128,
    full: 8,
    partial: 16,
    empty: 8,
    density: 0.75,
    rows: [
      {
        runs: [
          [[0, 2, "partial"]],
          [
            [0, 2, "full"],
            [2, 4, "partial"],
          ],
        ],
      },
    ],
  });
});

test("a group of rows says which batch and head it is for", () => {
  const perHead = planBlocks(maskOf("le(h, hkv)"), requestOf(64, { B: 2, Hq: 2, Hkv: 1, Sq: 64, Skv: 64 }));
  expect(planToJson(perHead).rows).toEqual([
    { h: 0, runs: [[[0, 1, "full"]]] },
    { h: 1, runs: [[]] },
  ]);
  const both = planBlocks(maskOf("lt(kv_idx, add(b, h))"), requestOf(64, { B: 2, Hq: 2, Hkv: 2, Sq: 64, Skv: 64 }));
  expect(planToJson(both).rows.map(({ b, h }) => [b, h])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const perBatch = planBlocks(maskOf("eq(b, 1)"), requestOf(64, { B: 2, Hq: 2, Hkv: 2, Sq: 64, Skv: 64 }));
  expect(planToJson(perBatch).rows).toEqual([
    { b: 0, runs: [[]] },
    { b: 1, runs: [[[0, 1, "full"]]] },
  ]);
});
