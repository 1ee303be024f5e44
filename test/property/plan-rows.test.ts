/** @file What is said of a plan's rows is so, by evaluating every pair: which have no key, which rows of blocks have gaps. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { createMachine, float64Domain } from "#src/ir/machine.ts";
import { clampedReader, type Tensor } from "#src/ir/tensor.ts";
import { levels } from "#src/ir/variables.ts";
import { rowGroups, runsOf, tableOf } from "#src/plan/block-plan.ts";
import { describePlan } from "#src/plan/describe-plan.ts";
import { findEmptyRows } from "#src/plan/empty-rows.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { booleanText, maskCase, type MaskCase } from "#test/support/mask-arbitrary.ts";
import { propertyOptions } from "#test/support/seed.ts";

const cases = fc.oneof(maskCase(booleanText(1)), maskCase(booleanText(2)));

/** The rows without a key among those of one batch and head. */
function emptyRows({ mask, request: { sizes, params, tensors } }: MaskCase, b: number, h: number): number[] {
  const machine = createMachine([mask], float64Domain(clampedReader(tensors as ReadonlyMap<string, Tensor>)));
  const hkv = Math.floor((h * sizes["Hkv"]!) / sizes["Hq"]!);
  for (const [name, value] of Object.entries({ ...sizes, ...params, b, h, hkv })) machine.set(name, value);
  const allows = (q: number, k: number): boolean => {
    machine.set("q_idx", q);
    machine.set("kv_idx", k);
    levels.inOrder.forEach((level) => machine.run(level));
    return machine.get(mask) !== 0;
  };
  const keys = Array.from({ length: sizes["Skv"]! }, (_, k) => k);
  return Array.from({ length: sizes["Sq"]! }, (_, q) => q).filter((q) => !keys.some((k) => allows(q, k)));
}

it("rows without keys are found, and no others", { timeout: 600_000 }, () => {
  let some = 0;
  const check = fc.property(cases, (test) => {
    const plan = planBlocks(test.mask, test.request);
    const groups = rowGroups(plan).map(({ b = 0, h = 0 }) => ({ b, h, rows: emptyRows(test, b, h) }));
    const count = groups.reduce((sum, { rows }) => sum + rows.length, 0);
    const first = groups.find(({ rows }) => rows.length > 0);
    some += +(count > 0 && count < plan.qLen * groups.length);
    expect(findEmptyRows(test.mask, plan, test.request)).toEqual({
      count,
      unsure: 0,
      first: first && { b: first.b, h: first.h, q: first.rows[0] },
    });
  });
  fc.assert(check, propertyOptions("empty rows", 250));
  console.info(`with some empty rows, not all: ${some}`);
  expect(some).toBeGreaterThan(20);
});

it("gaps are counted where runs are not neighbours", { timeout: 600_000 }, () => {
  let some = 0;
  const check = fc.property(cases, (test) => {
    const plan = planBlocks(test.mask, test.request);
    const { gapped, tables } = describePlan(plan);
    const count = Math.ceil(plan.qLen / plan.block[0]);
    const hasGap = (b: number, h: number, r: number): boolean =>
      runsOf(plan, b, h, r).some(({ first }, i, runs) => i > 0 && first > runs[i - 1]!.end);
    const stored = new Map(rowGroups(plan).map(({ b = 0, h = 0 }) => [tableOf(plan, b, h), { b, h }] as const));
    const rows = [...stored.values()].map(({ b, h }) => Array.from({ length: count }, (_, r) => r).filter((r) => hasGap(b, h, r)));
    some += +(gapped.count > 0);
    expect(tables).toBe(stored.size);
    expect(gapped.count).toBe(rows.reduce((sum, list) => sum + list.length, 0));
    expect(gapped.first?.row).toBe(rows.find((list) => list.length > 0)?.[0]);
  });
  fc.assert(check, propertyOptions("gaps", 2400));
  console.info(`with gaps: ${some}`);
  expect(some).toBeGreaterThan(20);
});
