/** @file A variant on the device of the tests, given and answered as the reference is, so that the two can be held against each other. */
import { decodeHalf, encodeHalf } from "#src/ir/tensor.ts";
import type { Variant } from "#src/ir/variant.ts";
import { compareWithBudget, rowBudgets, type Comparison, type Computed, type RowBudgets } from "#src/reference/budget.ts";
import type { DenseProblem } from "#src/reference/dense.ts";
import { compile } from "#src/runtime/compile.ts";
import { testDevice } from "./device.ts";

export type Dtype = "f32" | "f16";

/** The problem with q, k and v rounded to what is stored. */
export function stored(problem: DenseProblem, dtype: Dtype): DenseProblem {
  const round = dtype === "f16" ? (x: number) => decodeHalf(encodeHalf(x)) : Math.fround;
  const [q, k, v] = [problem.q, problem.k, problem.v].map((values) => Float64Array.from(values, round));
  return { ...problem, q: q!, k: k!, v: v! };
}

/** Compiles and runs; params are taken from the problem's scalars. */
export async function runOnDevice(variant: Variant, problem: DenseProblem, dtype: Dtype): Promise<Computed> {
  const { B, Hq, Hkv, Sq, Skv, D, Dv } = problem.sizes;
  const kernel = await compile(variant, { device: await testDevice(), Hq, Hkv, D, Dv, dtype, block: [64, 64], family: "quick" });
  const encode = (values: ArrayLike<number>) => (dtype === "f16" ? Uint16Array.from(values, encodeHalf) : Float32Array.from(values));
  const tensors = { q: encode(problem.q), k: encode(problem.k), v: encode(problem.v), ...Object.fromEntries(problem.inputs) };
  const params = Object.fromEntries(variant.params.map(({ name, type, value }) => [name, valueOf(type, problem.scalars[name] ?? value)]));
  const { out, lse } = (await kernel.run(tensors, { B, Sq, Skv, params })) as Readonly<Record<"out" | "lse", Float32Array>>;
  return { out: dtype === "f16" ? Float64Array.from(out, decodeHalf) : out, lse };
}

const valueOf = (type: string, value: number): number | boolean => (type === "bool" ? value !== 0 : value);

/** Each result by itself against its budget. */
export interface Verdict {
  readonly out: Comparison;
  readonly lse: Comparison;
}

/** Holds a result against the budgets, `out` and `lse` apart. */
export function judge(result: Computed, budgets: RowBudgets): Verdict {
  const { exact } = budgets;
  return {
    out: compareWithBudget({ out: result.out, lse: exact.lse }, budgets),
    lse: compareWithBudget({ out: exact.out, lse: result.lse }, budgets),
  };
}

/** Runs a variant on the device and judges it against the reference of what is stored. */
export async function verifyOnDevice(variant: Variant, given: DenseProblem, dtype: Dtype): Promise<Verdict> {
  const problem = stored(given, dtype);
  return judge(await runOnDevice(variant, problem, dtype), rowBudgets(variant, problem, dtype));
}

/** One line of a table of verdicts: the worst error of each result, over its budget. */
export function verdictLine(name: string, { out, lse }: Verdict): string {
  const part = ({ worst, worstError, budgetAtWorst }: Comparison) =>
    `${worstError.toExponential(1)} of ${budgetAtWorst.toExponential(1)} = ${worst.toFixed(2)}`;
  return `${name.padEnd(28)} out ${part(out).padEnd(26)} lse ${part(lse)}`;
}
