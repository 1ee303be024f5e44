/** @file Block counts of eleven masks at two block sizes, as PyTorch 2.13's create_block_mask counts them over 1024 rows and keys. */
import { expect, test } from "vitest";
import { countBlocks } from "#src/plan/block-plan.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { denseCells, intTensor, maskOf, planCells, requestOf } from "#test/support/plans.ts";

const causal = "ge(q_idx, kv_idx)";
const documents = [100, 300, 1, 255, 368];
const doc = documents.flatMap((length, id) => Array.from({ length }, () => id));
const off = documents.map((_, id) => documents.slice(0, id).reduce((sum, length) => sum + length, 0));
const tensors = new Map([
  ["doc", intTensor(doc)],
  ["off", intTensor(off)],
]);

const table: [mask: string, at128: string, at64: string][] = [
  [causal, "28/8/28", "120/16/120"],
  [`and(${causal}, le(sub(q_idx, kv_idx), 256))`, "7/14/43", "42/28/186"],
  ["le(abs(sub(q_idx, kv_idx)), 100)", "0/22/42", "16/58/182"],
  [`or(lt(kv_idx, 300), ${causal})`, "31/8/25", "130/16/110"],
  [`and(eq(doc[q_idx], doc[kv_idx]), ${causal})`, "2/18/44", "19/38/199"],
  [`and(ge(kv_idx, off[doc[q_idx]]), ${causal})`, "2/18/44", "19/38/199"],
  ["and(le(abs(sub(q_idx, kv_idx)), 512), eq(mod(sub(q_idx, kv_idx), 2), 0))", "0/52/12", "0/200/56"],
  [`and(eq(div(q_idx, 192), div(kv_idx, 192)), ${causal})`, "0/13/51", "15/16/225"],
  ["eq(div(q_idx, 128), div(kv_idx, 128))", "8/0/56", "32/0/224"],
  ["eq(mod(kv_idx, 2), 0)", "0/64/0", "0/256/0"],
  [`and(${causal}, or(lt(kv_idx, 4), lt(sub(q_idx, kv_idx), 128)))`, "0/21/43", "15/43/198"],
  ["ge(mod(q_idx, 128), mod(kv_idx, 128))", "0/64/0", "64/128/64"],
];

test.each(table.flatMap(([mask, at128, at64]) => [[mask, 128, at128] as const, [mask, 64, at64] as const]))("%s at %i: %s", (text, block, counts) => {
  const mask = maskOf(text, { doc: "i32", off: "i32" });
  const request = requestOf(block, { Sq: 1024, Skv: 1024 }, { tensors });
  const plan = planBlocks(mask, request);
  const { full, partial, empty } = countBlocks(plan);
  expect(`${full}/${partial}/${empty}`).toBe(counts);
  expect(planCells(plan)).toEqual(denseCells(mask, request));
});
