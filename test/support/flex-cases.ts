/** @file The conformance cases as Heed has them: the variant of the Python text, the problem, the budgets around the answer worked out by hand. */
import { sizesOf, type Case, type Pair } from "../conformance/case.ts";
import { attend, pairsOf, scaledDot } from "../conformance/oracle.ts";
import { fromPython } from "#src/index.ts";
import type { Variant } from "#src/ir/variant.ts";
import { runPasses } from "#src/passes/index.ts";
import { countBlocks, runsOf, type BlockPlan } from "#src/plan/block-plan.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { rowBudgets, type RowBudgets } from "#src/reference/budget.ts";
import { runDense, type DenseProblem } from "#src/reference/dense.ts";
import { randomData } from "./attention-data.ts";
import { meaningOfVariant, scalarsOf, type Meaning } from "./examples.ts";
import { judge, runOnDevice, stored, type Verdict } from "./on-device.ts";

export interface Prepared {
  readonly test: Case;
  readonly variant: Variant;
  readonly problem: DenseProblem;
  /** Of f32 roundings, around the answer worked out by hand. */
  readonly budgets: RowBudgets;
}

/** The variant that the text of a case is. */
export function variantOf({ python, name, tensors = {}, params = {} }: Case): Variant {
  const [variant, ...others] = fromPython(python, { name, tensors, params });
  if (!variant || others.length > 0) throw new Error(`${name} holds ${others.length + 1} variants, not one`);
  return variant;
}

/** A case as the tests need it, made once. */
export function prepare(test: Case): Prepared {
  const found = prepared.get(test) ?? prepareAnew(test);
  prepared.set(test, found);
  return found;
}

const prepared = new Map<Case, Prepared>();

function prepareAnew(test: Case): Prepared {
  const variant = variantOf(test);
  const sizes = sizesOf(test);
  const data = randomData(sizes);
  test.edit?.(data);
  const call = { sizes, tensors: test.tensors ?? {}, params: test.params ?? {} };
  const inputs = new Map(Object.entries(call.tensors));
  const problem = stored({ sizes, ...data, inputs, scalars: scalarsOf(variant, call) }, "f32");
  const budgets = { ...rowBudgets(variant, problem), exact: attend(test, problem, sizes) };
  return { test, variant, problem, budgets };
}

/** What a budget of f32 roundings is in float64: 29 bits less of it. */
const inDouble = (budget: number): number => budget * 2 ** -29;

/** The first pair whose score is not the formula's, if there is one; −∞ where the query does not attend. As written, and after the passes. */
export function firstDifference({ test, variant, problem, budgets }: Prepared): unknown {
  const call = { sizes: problem.sizes, tensors: test.tensors ?? {}, params: test.params ?? {} };
  const meanings = [variant, runPasses(variant)].map((each) => meaningOfVariant(each, call));
  const formula: Meaning = { attends: test.attends ?? (() => true), score: test.score ?? ((dot) => dot) };
  let row = 0;
  for (const pair of pairsOf(problem.sizes)) {
    const dot = scaledDot(pair, problem, problem.sizes);
    const wanted = effective(formula, pair, dot);
    for (const meaning of meanings) {
      const found = effective(meaning, pair, dot);
      // The budget is of the row's sum: a score that is larger may be off by as much more.
      const isSame = wanted === found || Math.abs(wanted - found) <= inDouble(budgets.lse[row]!) * Math.max(1, Math.abs(wanted));
      if (!isSame) return { ...pair, wanted, found };
    }
    row += +(pair.k === problem.sizes.Skv - 1);
  }
  return undefined;
}

const effective = ({ attends, score }: Meaning, pair: Pair, dot: number): number => (attends(pair) ? score(dot, pair) : -Infinity);

/** The reference, in float64, held to the answer. */
export function judgeReference({ variant, problem, budgets }: Prepared): Verdict {
  return judge(runDense(variant, problem), { ...budgets, out: budgets.out.map(inDouble), lse: budgets.lse.map(inDouble) });
}

/** The kernel on the device of the tests, held to the answer. */
export async function judgeKernel({ variant, problem, budgets }: Prepared): Promise<Verdict> {
  return judge(await runOnDevice(variant, problem, "f32"), budgets);
}

/** Small, so that small problems have blocks of all kinds. */
const block = [8, 8] as const;

export function planOf({ variant, problem: { sizes, scalars, inputs } }: Prepared): BlockPlan {
  const { mask } = runPasses(variant).sections;
  return planBlocks(mask, { block, sizes: { ...sizes }, params: scalars, tensors: inputs });
}

export const densityOf = (test: Prepared): number => countBlocks(planOf(test)).density;

type Kind = "full" | "partial" | "empty";

/** The first block that a plan has as another kind than all its pairs give. */
export function firstMisplanned(test: Prepared): unknown {
  const plan = planOf(test);
  const { B, Hq, Sq } = test.problem.sizes;
  for (let b = 0; b < B; b++) {
    for (let h = 0; h < Hq; h++) {
      for (let row = 0; row * block[0] < Sq; row++) {
        const wanted = kindsByPairs(test, b, h, row);
        const found = kindsByPlan(plan, b, h, row, wanted.length);
        const column = wanted.findIndex((kind, at) => kind !== found[at]);
        if (column >= 0) return { b, h, row, column, wanted: wanted[column], found: found[column] };
      }
    }
  }
  return undefined;
}

function kindsByPlan(plan: BlockPlan, b: number, h: number, row: number, columns: number): Kind[] {
  const kinds = Array.from({ length: columns }, (): Kind => "empty");
  for (const { first, end, full } of runsOf(plan, b, h, row)) kinds.fill(full ? "full" : "partial", first, end);
  return kinds;
}

function kindsByPairs({ test, problem: { sizes } }: Prepared, b: number, h: number, row: number): Kind[] {
  return Array.from({ length: Math.ceil(sizes.Skv / block[1]) }, (_, column) => {
    let live = 0;
    for (let q = row * block[0]; q < Math.min(sizes.Sq, (row + 1) * block[0]); q++) {
      for (let k = column * block[1]; k < Math.min(sizes.Skv, (column + 1) * block[1]); k++) live += +isLive(test, { b, h, q, k });
    }
    return live === 0 ? "empty" : live === block[0] * block[1] ? "full" : "partial";
  });
}

/** Whether a pair can take part, whatever its dot product is: a score that is −∞ for the smallest and the largest masks the pair. */
function isLive({ attends, score }: Case, pair: Pair): boolean {
  if (attends && !attends(pair)) return false;
  return !score || [-1000, 1000].some((dot) => score(dot, pair) !== -Infinity);
}
