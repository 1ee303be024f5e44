/** @file Runs the bench: for every task the contenders are started, made ready one after the other, judged, and timed in turns. */
import type { Report } from "#src/diagnostics/report.ts";
import { printVariant } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";
import { runPasses } from "#src/passes/index.ts";
import type { DenseSizes } from "#src/reference/dense.ts";
import { denseProblem } from "../dense-call.ts";
import type { Progress } from "../progress.ts";
import type { Ceilings } from "./ceilings.ts";
import { createJudge, type Judge } from "./check.ts";
import { startChild, type Child } from "./child.ts";
import type { LeftOut, Outcome, Timing } from "./outcome.ts";
import { recognise, type NoPattern, type Pattern } from "./pattern.ts";
import type { Peer } from "./peers.ts";
import { race } from "./rounds.ts";
import { spreadOf } from "./statistics.ts";
import type { BenchTask, Dtype, Ready } from "./task.ts";
import { callOf } from "./tensors.ts";
import { workOf, type Work } from "./work.ts";

export interface BenchItem {
  readonly file: string;
  readonly variant: Variant;
  readonly sizes: DenseSizes;
  /** What is timed in turns with it, without params, as the contender `beside`. */
  readonly beside?: { readonly variant: Variant; readonly sizes: DenseSizes; readonly dtype: Dtype };
}

export interface BenchSettings extends Pick<BenchTask, "dtype" | "block" | "params" | "seed" | "tuning"> {
  readonly rounds: number;
  readonly peers: readonly Peer[];
}

export interface BenchResult {
  readonly ceilings: Ceilings;
  readonly outcomes: readonly Outcome[];
}

interface Started extends Pick<Timing, "name" | "verdict" | "work"> {
  readonly child: Child;
  readonly ready: Ready;
}

export async function runBench(items: readonly BenchItem[], settings: BenchSettings, report: Report, progress: Progress): Promise<BenchResult> {
  progress.show(0, "the device");
  const device = startChild();
  try {
    const ceilings = await device.ask("ceilings", "all");
    const outcomes: Outcome[] = [];
    for (const item of items) {
      const done = outcomes.length / items.length;
      const show = (share: number, what: string): void => progress.show(done + share / items.length, `${item.variant.name}: ${what}`);
      outcomes.push(await benchOne(item, settings, device, report, show));
    }
    return { ceilings, outcomes };
  } finally {
    device.end();
  }
}

type Show = (share: number, what: string) => void;

async function benchOne(item: BenchItem, settings: BenchSettings, device: Child, report: Report, show: Show): Promise<Outcome> {
  const { rounds, peers } = settings;
  show(0, "reference");
  const prepared = prepare(item.variant, item, settings, report);
  const { variant, problem, found, task } = prepared;
  const leftOut: LeftOut[] = [];
  const started: Started[] = [];
  const enter = async (entry: Entry): Promise<void> => {
    show(0, `${entry.name} is made ready`);
    const entered = await makeReady(entry);
    if ("reason" in entered) leftOut.push(entered);
    else started.push(entered);
  };
  try {
    await enter({ ...prepared, name: "heed", contender: "heed", child: startChild(), folder: "" });
    if (item.beside) {
      const beside = prepare(item.beside.variant, item.beside, { ...settings, dtype: item.beside.dtype, params: {} }, report);
      const work = workOf(beside.variant, beside.problem, beside.task.dtype);
      await enter({ ...beside, name: "beside", contender: "heed", child: startChild(), folder: "", work });
    }
    for (const { row, folder, execPath } of peers) {
      const { name, nodeFlags } = row;
      const reason = isPattern(found) ? row.refuses(task) : found.reason;
      if (reason === undefined) await enter({ ...prepared, name, contender: name, child: startChild({ execPath, nodeFlags }), folder });
      else leftOut.push({ name, reason });
    }
    const { samples, failures, rates } = await race(started, device, rounds, show);
    const timings = started.flatMap(({ name, ready, verdict, work }): Timing[] => {
      const byRound = samples.get(name) ?? [];
      const reason = failures.get(name);
      if (reason !== undefined) leftOut.push({ name, reason });
      return reason === undefined ? [{ name, ...ready, verdict, work, samples: byRound, times: spreadOf(byRound.flat()) }] : [];
    });
    const { ir: _, ...told } = task;
    return { file: item.file, variant: variant.name, task: told, work: workOf(variant, problem, task.dtype), ceiling: rates, timings, leftOut };
  } finally {
    for (const { child } of started) child.end();
  }
}

const isPattern = (found: Pattern | NoPattern): found is Pattern => !("reason" in found);

/** A variant on the sizes of an item: the task, and what its results are judged by. */
function prepare(given: Variant, { sizes }: Pick<BenchItem, "sizes">, { dtype, block, params, seed, tuning }: BenchSettings, report: Report) {
  const variant = runPasses(given);
  const plain = { ir: printVariant(variant), sizes, dtype, block, params, seed, tuning };
  const { call } = callOf({ ...plain, pattern: undefined });
  const problem = denseProblem(variant, call, report);
  const found = recognise(variant, sizes, problem.scalars);
  const task: BenchTask = { ...plain, pattern: isPattern(found) ? found : undefined };
  return { variant, problem, found, task, judge: createJudge(variant, problem, dtype, seed) };
}

interface Entry {
  /** What it is called in the outcome, and whose file it is. */
  readonly name: string;
  readonly contender: string;
  readonly child: Child;
  readonly task: BenchTask;
  readonly judge: Judge;
  readonly folder: string;
  readonly work?: Work;
}

/** A process that cannot do it is ended at once. */
async function makeReady({ name, contender, child, task, judge, folder, work }: Entry): Promise<Started | LeftOut> {
  try {
    const ready = await child.ask("prepare", { name: contender, task, setting: { folder } });
    const verdict = judge.judge(await child.ask("read", judge.rows), ready);
    return { name, child, ready, verdict, work };
  } catch (thrown) {
    child.end();
    return { name, reason: firstLine(thrown) };
  }
}

const firstLine = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown)).trim().split("\n")[0]!;
