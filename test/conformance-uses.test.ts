/** @file What FlexAttention's users make of `out` and `lse` afterwards: parts merged to a whole, activations in the place of a softmax. */
import { expect, it } from "vitest";
import { caseOf } from "./conformance/cases/index.ts";
import { activations } from "./conformance/cases/gym-mods.ts";
import type { Case } from "./conformance/case.ts";
import { pairsOf, scaledDot } from "./conformance/oracle.ts";
import { gpuDescribe } from "#test/support/device.ts";
import { prepare, type Prepared } from "#test/support/flex-cases.ts";
import { judge, runOnDevice } from "#test/support/on-device.ts";
import type { Computed } from "#src/reference/budget.ts";

const run = ({ variant, problem }: Prepared): Promise<Computed> => runOnDevice(variant, problem, "f32");

gpuDescribe("local and global attention, merged by their sums", () => {
  it.each([96, 196])("are causal attention of %i tokens", async (length) => {
    const [whole, local, global] = ["causal", "local: the last 64", "global: all before the last 64"].map((name) => {
      const test: Case = { ...caseOf(name), sizes: { Hq: 1, Hkv: 1, Sq: length, Skv: length } };
      return prepare(test);
    }) as [Prepared, Prepared, Prepared];
    const merged = merge(await run(local), await run(global), whole.problem.sizes.Dv);
    const { out, lse } = judge(merged, whole.budgets);
    expect([out.firstBad, lse.firstBad]).toEqual([undefined, undefined]);
  });
});

/** Two parts, each with the weight of its sum. */
function merge(one: Computed, other: Computed, Dv: number): Computed {
  const lse = Float64Array.from(one.lse, (a, row) => Math.max(a, other.lse[row]!) + Math.log1p(Math.exp(-Math.abs(a - other.lse[row]!))));
  const weight = (part: Computed, row: number): number => Math.exp(part.lse[row]! - lse[row]!);
  const out = Float64Array.from(one.out, (a, flat) => {
    const row = Math.floor(flat / Dv);
    return a * weight(one, row) + other.out[flat]! * weight(other, row);
  });
  return { out, lse };
}

gpuDescribe("log(f(s) + N) undone: Σ f(s) · v", () => {
  it.each(activations)("$name", async (test) => {
    const prepared = prepare(test);
    const { budgets, problem } = prepared;
    const { Dv } = problem.sizes;
    const found = await run(prepared);
    const wanted = activated(test, prepared);
    wanted.sums.forEach((sum, flat) => {
      const row = Math.floor(flat / Dv);
      const weight = Math.exp(budgets.exact.lse[row]!);
      // What errors inside the budgets of `out` and `lse` can make of out · e^lse.
      const grown = Math.exp(budgets.lse[row]!);
      const budget = weight * (budgets.out[row]! * grown + Math.abs(budgets.exact.out[flat]!) * (grown - 1));
      const undone = found.out[flat]! * Math.exp(found.lse[row]!) - test.added * wanted.values[flat]!;
      expect(Math.abs(undone - sum)).toBeLessThanOrEqual(budget);
    });
  });
});

/** Σ f(s) v and Σ v, by the formula. */
function activated({ f }: (typeof activations)[number], { problem }: Prepared): Record<"sums" | "values", Float64Array> {
  const { Hq, Hkv, Sq, Skv, Dv } = problem.sizes;
  const sums = new Float64Array(problem.sizes.B * Hq * Sq * Dv);
  const values = new Float64Array(sums.length);
  for (const pair of pairsOf(problem.sizes)) {
    const weight = f(scaledDot(pair, problem, problem.sizes));
    const row = (pair.b * Hq + pair.h) * Sq + pair.q;
    const key = (pair.b * Hkv + Math.floor(pair.h / (Hq / Hkv))) * Skv + pair.k;
    for (let d = 0; d < Dv; d++) {
      sums[row * Dv + d]! += weight * problem.v[key * Dv + d]!;
      values[row * Dv + d]! += problem.v[key * Dv + d]!;
    }
  }
  return { sums, values };
}
