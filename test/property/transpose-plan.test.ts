/** @file The transposed plan of random masks: what transposing every cell gives, and its own transposition the plan it was made from. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { transposePlan } from "#src/plan/transpose-plan.ts";
import { maskCase } from "#test/support/mask-arbitrary.ts";
import { planCells } from "#test/support/plans.ts";
import { propertyOptions } from "#test/support/seed.ts";

/** The lines of each (batch, head), read downwards. */
function turned(lines: readonly string[], heads: number): string[] {
  const rows = lines.length / heads;
  return Array.from({ length: heads }, (_, head) => lines.slice(head * rows, (head + 1) * rows)).flatMap((cells) =>
    Array.from(cells[0]!, (_, column) => cells.map((line) => line[column]).join("")),
  );
}

test("a transposed plan is the plan read downwards, and transposing twice changes nothing", () => {
  const holds = fc.property(maskCase(), ({ mask, request }) => {
    const plan = planBlocks(mask, request);
    const across = transposePlan(plan);
    expect(planCells(across)).toEqual(turned(planCells(plan), plan.batches * plan.heads));
    expect({ ...transposePlan(across), work: plan.work }).toEqual(plan);
  });
  fc.assert(holds, propertyOptions("transposed plan", 500));
});
