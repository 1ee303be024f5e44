/**
 * @file How far a kernel may be from the exact result, row by row, with no tolerance set by hand. A row's *band* is what one f32 rounding of
 * its scores and weights is worth: ε · max(1, |lse|, Σp·scale·Σ|qₖ||kₖ|) for `lse`, that times max Σp|v| for `out`. A dense f32 run, as
 * far off as WGSL allows each operation, is held against float64; its worst error *in bands* over all rows (a single one may be
 * lucky) says how many roundings add up, and the budget is 2 · (1 + that) bands: twice, because a kernel sums in another order. f16 storage
 * adds half a unit in the last place of `out`; weights that are rounded to f16, as on matrix units, half a unit of f16 of the largest Σp|v|.
 */
import { slants } from "#src/ir/machine.ts";
import type { Variant } from "#src/ir/variant.ts";
import { rowCount, runDense, type DenseProblem, type DenseResult, type DenseSizes } from "./dense.ts";

/** Budgets by row `[B, Hq, Sq]`, or of the problem's chosen rows; 0 where only equality will do, ∞ where f32 cannot hold what float64 can. */
export interface RowBudgets {
  readonly sizes: DenseSizes;
  readonly rows: readonly number[] | undefined;
  readonly dtype: "f32" | "f16";
  readonly out: Float64Array;
  readonly lse: Float64Array;
  /** What weights that are rounded to f16 add to `out`. */
  readonly halfWeights: Float64Array;
  readonly exact: DenseResult;
}

/** A result of a kernel, f16 already decoded. */
export interface Computed {
  readonly out: ArrayLike<number>;
  readonly lse: ArrayLike<number>;
}

/** An element outside its budget. */
export interface BadElement {
  readonly what: "out" | "lse";
  /** `[b, h, q, d]`, or `[b, h, q]` of `lse`. */
  readonly index: readonly number[];
  readonly expected: number;
  readonly found: number;
}

export interface Comparison {
  /** The largest error over budget; at most 1 is fine. */
  readonly worst: number;
  readonly worstError: number;
  readonly budgetAtWorst: number;
  readonly ok: boolean;
  readonly firstBad?: BadElement;
}

/** Half the distance from 1 to the next f32. */
const epsilon = 2 ** -24;
/** The same of f16. */
const halfEpsilon = 2 ** -11;

/** The budgets of every row. For f16, `q`, `k` and `v` of the problem are the decoded values; costs four dense runs. */
export function rowBudgets(variant: Variant, problem: DenseProblem, dtype: "f32" | "f16" = "f32"): RowBudgets {
  const { sizes } = problem;
  const { exact, weighted } = runWithWeights(variant, problem);
  const singles = slants.map((_, slant) => runDense(variant, { ...problem, precision: "f32", slant }));
  const rows = rowCount(problem);
  const bands = Array.from({ length: rows }, (_, row) => bandOf(row, problem, exact, weighted));
  const budgets = { out: new Float64Array(rows), lse: new Float64Array(rows) };
  const errors = bands.map((_, row) => errorOf(row, exact, singles, sizes.Dv));
  for (const what of ["out", "lse"] as const) {
    const worst = errors
      .map((error, row) => error[what] / bands[row]![what])
      .filter(Number.isFinite)
      .reduce((a, b) => Math.max(a, b), 0);
    errors.forEach(({ isFinite }, row) => {
      budgets[what][row] = exact.lse[row] === -Infinity ? 0 : isFinite ? 2 * (1 + worst) * bands[row]![what] : Infinity;
    });
  }
  if (dtype === "f16") bands.forEach((band, row) => (budgets.out[row]! += exact.lse[row] === -Infinity ? 0 : halfStep(band.largest)));
  const halfWeights = Float64Array.from(bands, ({ values }, row) => (exact.lse[row] === -Infinity ? 0 : halfEpsilon * values));
  return { sizes, rows: problem.rows, dtype, exact, halfWeights, ...budgets };
}

/** Holds a result against its budgets; `weights` is how the kernel holds them on their way to the values. */
export function compareWithBudget(result: Computed, budgets: RowBudgets, weights: "f32" | "f16" = "f32"): Comparison {
  const { sizes, exact } = budgets;
  let worst = { ratio: 0, error: 0, budget: 0 };
  let firstBad: BadElement | undefined;
  const visit = (what: "out" | "lse", flat: number, row: number): void => {
    const [expected, found] = [exact[what][flat]!, result[what][flat]!];
    const budget = budgets[what][row]! + (what === "out" && weights === "f16" ? budgets.halfWeights[row]! : 0);
    const error = difference(expected, found, budget, what === "out" && budgets.dtype === "f16");
    const ratio = error === 0 || budget === Infinity ? 0 : error / budget;
    if (ratio > worst.ratio || (worst.ratio === 0 && budget > worst.budget && budget !== Infinity)) worst = { ratio, error, budget };
    if (ratio > 1) firstBad ??= { what, index: indexOf(flat, what, budgets), expected, found };
  };
  exact.lse.forEach((_, row) => visit("lse", row, row));
  exact.out.forEach((_, flat) => visit("out", flat, Math.floor(flat / sizes.Dv)));
  const { ratio, error, budget } = worst;
  return { worst: ratio, worstError: error, budgetAtWorst: budget, ok: firstBad === undefined, ...(firstBad ? { firstBad } : {}) };
}

/** 0 for equal values and for two NaNs; infinity where just one is not finite. */
function difference(expected: number, found: number, budget: number, isHalf: boolean): number {
  if (Object.is(expected, found) || expected === found) return 0;
  // What rounds past the largest f16 is stored as infinity.
  if (isHalf && Math.abs(found) === Infinity && Math.sign(found) * expected + budget >= 65520) return 0;
  const error = Math.abs(expected - found);
  return Number.isNaN(error) ? Infinity : error;
}

function indexOf(flat: number, what: "out" | "lse", { sizes: { Hq, Sq, Dv }, rows }: RowBudgets): readonly number[] {
  const at = what === "out" ? Math.floor(flat / Dv) : flat;
  const row = rows?.[at] ?? at;
  const place = [Math.floor(row / (Hq * Sq)), Math.floor(row / Sq) % Hq, row % Sq];
  return what === "out" ? [...place, flat % Dv] : place;
}

/** Rows of `Σp|v|` and `Σp|k|` behind each other, `Dv + D` wide. */
type Weighted = Float64Array;

/** One float64 run over the columns `v`, `|v|` and `|k|`: the result, and the weighted means that the bands are made of. */
function runWithWeights(variant: Variant, problem: DenseProblem): { exact: DenseResult; weighted: Weighted } {
  const { sizes, k, v } = problem;
  const { D, Dv } = sizes;
  const wide = 2 * Dv + D;
  const columns = new Float64Array(sizes.B * sizes.Hkv * sizes.Skv * wide);
  for (let key = 0; key < columns.length / wide; key++) {
    for (let d = 0; d < Dv; d++) columns[key * wide + d] = v[key * Dv + d]!;
    for (let d = 0; d < Dv; d++) columns[key * wide + Dv + d] = Math.abs(v[key * Dv + d]!);
    for (let d = 0; d < D; d++) columns[key * wide + 2 * Dv + d] = Math.abs(k[key * D + d]!);
  }
  // A variant that names Dv means its own.
  const scalars = { ...problem.scalars, Dv };
  const { out, lse } = runDense(variant, { ...problem, scalars, v: columns, sizes: { ...sizes, Dv: wide }, precision: "f64" });
  const exact = { out: new Float64Array(lse.length * Dv), lse };
  const weighted = new Float64Array(lse.length * (Dv + D));
  for (let row = 0; row < lse.length; row++) {
    exact.out.set(out.subarray(row * wide, row * wide + Dv), row * Dv);
    weighted.set(out.subarray(row * wide + Dv, (row + 1) * wide), row * (Dv + D));
  }
  return { exact, weighted };
}

/** What one rounding is worth in a row, its largest |out|, and its largest Σp|v|. */
interface Band {
  readonly out: number;
  readonly lse: number;
  readonly largest: number;
  readonly values: number;
}

function bandOf(place: number, problem: DenseProblem, exact: DenseResult, weighted: Weighted): Band {
  const { D, Dv } = problem.sizes;
  const scale = Math.abs(problem.scale ?? 1 / Math.sqrt(D));
  const row = problem.rows?.[place] ?? place;
  const at = place * (Dv + D);
  const values = largestFinite(weighted.subarray(at, at + Dv));
  const products = weighted.subarray(at + Dv, at + Dv + D).reduce((sum, mean, d) => sum + mean * Math.abs(problem.q[row * D + d]!), 0);
  const lse = epsilon * Math.max(1, largestFinite([exact.lse[place]!, scale * products]));
  return { out: lse * values, lse, largest: largestFinite(exact.out.subarray(place * Dv, (place + 1) * Dv)), values };
}

/** The largest magnitude among the values that have one: infinities and NaN are held to equality anyway. */
function largestFinite(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
}

/** A row's largest errors in the f32 runs; not finite where one of them is not and float64 is. */
function errorOf(row: number, exact: DenseResult, singles: readonly DenseResult[], Dv: number): { out: number; lse: number; isFinite: boolean } {
  let [out, lse] = [0, 0];
  for (const single of singles) {
    lse = Math.max(lse, difference(exact.lse[row]!, single.lse[row]!, 0, false));
    for (let flat = row * Dv; flat < (row + 1) * Dv; flat++) out = Math.max(out, difference(exact.out[flat]!, single.out[flat]!, 0, false));
  }
  return { out, lse, isFinite: Number.isFinite(out) && Number.isFinite(lse) };
}

/** Half the distance between neighbouring f16 numbers at a magnitude. */
export const halfStep = (magnitude: number): number => 2 ** (Math.max(-14, Math.floor(Math.log2(magnitude || 2 ** -14))) - 11);
