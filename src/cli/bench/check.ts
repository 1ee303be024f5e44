/** @file Whether a contender's result is right: some of its rows against float64, within what rounding allows. */
import type { Variant } from "#src/ir/variant.ts";
import { compareWithBudget, rowBudgets } from "#src/reference/budget.ts";
import type { DenseProblem, DenseSizes } from "#src/reference/dense.ts";
import { createRandom } from "../random-call.ts";
import type { Dtype, Ready } from "./task.ts";

export interface Verdict {
  /** The worst absolute error over the rows. */
  readonly error: number;
  /** In budgets; over 1 is wrong. */
  readonly ratio: number;
  readonly isRight: boolean;
}

export interface Judge {
  readonly rows: readonly number[];
  /** `sums`: where they are f16, every rounding is worth more. */
  judge(out: ArrayLike<number>, digits?: Pick<Ready, "sums" | "weights">): Verdict;
}

/** Budgets are for sums in f32; one rounding of an f16 is worth as much as so many of those. */
const f16Roundings = 2 ** 13;

const mostRows = 64;
/** Elements of keys and values that the reference may go through. */
const mostElements = 2 ** 25;

export function createJudge(variant: Variant, problem: DenseProblem, dtype: Dtype, seed: number): Judge {
  const rows = chooseRows(problem.sizes, seed);
  const budgets = rowBudgets(variant, { ...problem, rows }, dtype);
  const { exact } = budgets;
  return {
    rows,
    judge(out, { sums, weights } = {}) {
      // Only `out` is everybody's result.
      const { worst } = compareWithBudget({ out, lse: exact.lse }, budgets, weights);
      const ratio = worst / (sums === "f16" ? f16Roundings : 1);
      const error = exact.out.reduce((most, value, i) => Math.max(most, Math.abs(value - out[i]!)), 0);
      return { error: Number.isNaN(error) ? Infinity : error, ratio, isRight: ratio <= 1 };
    },
  };
}

/** The first row, the last, and others at random, so that all heads and lengths can be among them. */
export function chooseRows({ B, Hq, Sq, Skv, D, Dv }: DenseSizes, seed: number): number[] {
  const all = B * Hq * Sq;
  const count = Math.min(all, mostRows, Math.max(4, Math.floor(mostElements / (Skv * (D + Dv)))));
  const random = createRandom(seed);
  const rows = new Set([0, all - 1]);
  while (rows.size < count) rows.add(Math.floor(random() * all));
  return [...rows].sort((a, b) => a - b);
}
