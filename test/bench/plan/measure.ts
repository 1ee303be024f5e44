/**
 * @file Measures plans of one mask, in a process of its own: the first plan of all, with the memory it takes, or warm ones at every length.
 * The times are of `planBlocks` alone; the text was compiled and the tensors made before.
 */
import { createMachine, float64Domain } from "#src/ir/machine.ts";
import { clampedReader, type Tensor } from "#src/ir/tensor.ts";
import { levels } from "#src/ir/variables.ts";
import { countBlocks, rowGroups, segmentsOf, tableOf, type BlockPlan } from "#src/plan/block-plan.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { transposePlan } from "#src/plan/transpose-plan.ts";
import { modelScale, planMasks, prepare, randomBits } from "#test/support/plan-masks.ts";

export const block = 128;

/** Milliseconds of several runs. */
export interface Times {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly runs: number;
}

/** What is asked of a process. */
export type Task =
  | { readonly kind: "cold"; readonly mask: string; readonly k: number }
  | { readonly kind: "warm"; readonly mask: string; readonly ks: readonly number[]; readonly quick: boolean }
  | { readonly kind: "bits"; readonly tokens: number; readonly share: number; readonly quick: boolean };

/** The first plan that a process makes. */
export interface Cold {
  readonly k: number;
  readonly ms: number;
  /** Bytes that the process grew by while it planned, at the most; the tensors lay there before. */
  readonly peak: number;
  readonly tensors: number;
}

/** Plans of one length in a process that has planned before. */
export interface Warm {
  readonly k: number;
  readonly times: Times;
  readonly boxes: number;
  readonly points: number;
  readonly bytes: number;
  /** Of every table, each row for itself. */
  readonly runs: number;
  readonly full: number;
  readonly partial: number;
  readonly empty: number;
  /** Of the longest length alone. */
  readonly transposed?: { readonly times: Times; readonly bytes: number };
}

/** Random bits, and evaluating each pair once in the same process. */
export interface Bits {
  readonly tokens: number;
  readonly share: number;
  readonly times: Times;
  readonly everyPair: Times;
  readonly boxes: number;
  readonly points: number;
  readonly bytes: number;
}

/** Does a task; each answer is told as soon as it is known. */
export function measure(task: Task, tell: (answer: Cold | Warm | Bits) => void): void {
  if (task.kind === "cold") return tell(measureCold(task.mask, task.k));
  if (task.kind === "bits") return tell(measureBits(task.tokens, task.share, task.quick));
  for (const k of task.ks) tell(measureWarm(task.mask, k, task.quick, k === task.ks.at(-1)));
}

function measureCold(name: string, k: number): Cold {
  const { mask, request } = prepareMask(name, k);
  globalThis.gc?.();
  // What was there before and is not any more counts as grown: the figure is at least the truth.
  const before = process.memoryUsage.rss();
  const start = performance.now();
  planBlocks(mask, request);
  const ms = performance.now() - start;
  const peak = process.resourceUsage().maxRSS * 1024 - before;
  const tensors = [...request.tensors.values()].reduce((sum, tensor) => sum + (tensor?.data.byteLength ?? 0), 0);
  return { k, ms, peak: Math.max(0, peak), tensors };
}

const prepareMask = (name: string, k: number): ReturnType<typeof prepare> => {
  const scale = modelScale(k);
  return prepare(planMasks[name]!(scale), scale.tokens, block);
};

function measureWarm(name: string, k: number, quick: boolean, isLongest: boolean): Warm {
  const { mask, request } = prepareMask(name, k);
  const times = timed(() => planBlocks(mask, request), quick);
  const plan = planBlocks(mask, request);
  const { density: _, ...counts } = countBlocks(plan);
  const transposed = isLongest && { transposed: { times: timed(() => transposePlan(plan), quick), bytes: transposePlan(plan).words.byteLength } };
  return { k, times, ...plan.work, bytes: plan.words.byteLength, runs: countRuns(plan), ...counts, ...transposed };
}

/** The runs of all block rows, of tables that are shared once. */
function countRuns(plan: BlockPlan): number {
  const tables = new Map(rowGroups(plan).map(({ b = 0, h = 0 }) => [tableOf(plan, b, h), [b, h] as const]));
  let count = 0;
  for (const [b, h] of tables.values()) for (const segment of segmentsOf(plan, b, h)) count += (segment.count * segment.runs.length) / 4;
  return count;
}

function measureBits(tokens: number, share: number, quick: boolean): Bits {
  const { mask, request } = prepare(randomBits(tokens, share), tokens, block);
  const machine = createMachine([mask], float64Domain(clampedReader(request.tensors as ReadonlyMap<string, Tensor>)));
  const everyPair = timed(() => {
    for (let q = 0; q < tokens; q++) {
      machine.set("q_idx", q);
      machine.run(levels.row);
      for (let k = 0; k < tokens; k++) {
        machine.set("kv_idx", k);
        machine.run(levels.column);
        machine.run(levels.pair);
      }
    }
  }, quick);
  const times = timed(() => planBlocks(mask, request), quick);
  const { work, words } = planBlocks(mask, request);
  return { tokens, share, times, everyPair, ...work, bytes: words.byteLength };
}

/** Runs until it is warm, then until there are enough times to tell, or until it has taken long. */
function timed(run: () => void, quick: boolean): Times {
  const [enough, budget, patience] = quick ? [3, 50, 1000] : [7, 400, 4000];
  const warming = repeat(run, ({ runs, spent }) => runs === 0 || (runs < 50 && spent < budget / 2));
  const before = warming.reduce((sum, time) => sum + time, 0);
  const found = repeat(run, ({ runs, spent }) => runs < 3 || ((runs < enough || spent < budget) && before + spent < patience));
  found.sort((a, b) => a - b);
  return { median: found[found.length >> 1]!, least: found[0]!, most: found.at(-1)!, runs: found.length };
}

/** The times of runs, as long as there are to be more. */
function repeat(run: () => void, goesOn: (so: { readonly runs: number; readonly spent: number }) => boolean): number[] {
  const found: number[] = [];
  for (let spent = 0; goesOn({ runs: found.length, spent }); spent += found.at(-1)!) {
    const start = performance.now();
    run();
    found.push(performance.now() - start);
  }
  return found;
}
