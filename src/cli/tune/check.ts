/**
 * @file Whether a schedule computes what it should: some rows against float64, within what rounding allows, and with them those rows that differ
 * most from the result of the schedule that Heed chooses, so that a mistake in a few places is looked at where it is.
 */
import type { Variant } from "#src/ir/variant.ts";
import { compareWithBudget, rowBudgets, type BadElement, type RowBudgets } from "#src/reference/budget.ts";
import type { DenseProblem } from "#src/reference/dense.ts";
import { chooseRows } from "../bench/check.ts";

/** A whole result, f16 decoded. */
export interface Result {
  readonly out: Float32Array;
  readonly lse: Float32Array;
}

export interface Check {
  /** The first element that is off, if one is. The first result that is seen is what later ones are compared with. */
  firstBad(result: Result, weights?: "f32" | "f16"): BadElement | undefined;
}

/** Rows that differ most. */
const suspects = 4;
/** Rows that are looked at beside the suspects, so that the budget does not hang on few. */
const beside = 12;

export function createCheck(variant: Variant, problem: DenseProblem, dtype: "f32" | "f16", seed: number): Check {
  const { Dv } = problem.sizes;
  const chosen = chooseRows(problem.sizes, seed);
  const known = new Map<string, RowBudgets>();
  const budgetsOf = (rows: readonly number[]): RowBudgets => {
    const budgets = known.get(rows.join()) ?? rowBudgets(variant, { ...problem, rows }, dtype);
    known.set(rows.join(), budgets);
    return budgets;
  };
  const judge = (result: Result, rows: readonly number[], weights: "f32" | "f16" | undefined): BadElement | undefined => {
    const out = Float32Array.from({ length: rows.length * Dv }, (_, i) => result.out[rows[Math.floor(i / Dv)]! * Dv + (i % Dv)]!);
    return compareWithBudget({ out, lse: rows.map((row) => result.lse[row]!) }, budgetsOf(rows), weights).firstBad;
  };
  let before: Result | undefined;
  return {
    firstBad(result, weights) {
      const odd = before ? mostDifferent(result, before, Dv) : [];
      before ??= result;
      const more = odd.length > 0 ? distinct([...odd, ...chosen.slice(0, beside)]) : [];
      return judge(result, chosen, weights) ?? (more.length > 0 ? judge(result, more, weights) : undefined);
    },
  };
}

const distinct = (rows: readonly number[]): number[] => [...new Set(rows)].sort((a, b) => a - b);

/** The rows that differ most between two results, at most a few; none where the results are the same. */
export function mostDifferent(one: Result, other: Result, Dv: number): number[] {
  const differences = Array.from(one.lse, (lse, row) => {
    let most = distance(lse, other.lse[row]!);
    for (let at = row * Dv; at < (row + 1) * Dv; at++) most = Math.max(most, distance(one.out[at]!, other.out[at]!));
    return { row, most };
  });
  const differing = differences.filter(({ most }) => most > 0).sort((a, b) => b.most - a.most);
  return differing.slice(0, suspects).map(({ row }) => row);
}

/** 0 for equal values and two NaNs; infinity where just one is not finite. */
function distance(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const apart = Math.abs(a - b);
  return Number.isNaN(apart) ? Infinity : apart;
}
