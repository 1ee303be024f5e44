/** @file Runs the bench: for every task the contenders are started, made ready one after the other, judged, and timed in turns. */
import type { Report } from "#src/diagnostics/report.ts";
import { printVariant } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";
import { runPasses } from "#src/passes/index.ts";
import type { DenseSizes } from "#src/reference/dense.ts";
import { denseProblem } from "../dense-call.ts";
import type { Progress } from "../progress.ts";
import type { Ceilings } from "./ceilings.ts";
import { createJudge, type Judge, type Verdict } from "./check.ts";
import { startChild, type Child } from "./child.ts";
import type { LeftOut, Outcome, Timing } from "./outcome.ts";
import { recognise, type NoPattern, type Pattern } from "./pattern.ts";
import type { Peer } from "./peers.ts";
import { race } from "./rounds.ts";
import { spreadOf } from "./statistics.ts";
import type { BenchTask, Ready } from "./task.ts";
import { callOf } from "./tensors.ts";
import { workOf } from "./work.ts";

export interface BenchItem {
  readonly file: string;
  readonly variant: Variant;
  readonly sizes: DenseSizes;
}

export interface BenchSettings extends Pick<BenchTask, "dtype" | "block" | "params" | "seed"> {
  readonly rounds: number;
  readonly peers: readonly Peer[];
}

export interface BenchResult {
  readonly ceilings: Ceilings;
  readonly outcomes: readonly Outcome[];
}

interface Started {
  readonly name: string;
  readonly child: Child;
  readonly ready: Ready;
  readonly verdict: Verdict;
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
  const variant = runPasses(item.variant);
  const { dtype, block, params, seed, rounds, peers } = settings;
  const plain = { ir: printVariant(variant), sizes: item.sizes, dtype, block, params, seed };
  show(0, "reference");
  const { call } = callOf({ ...plain, pattern: undefined });
  const problem = denseProblem(variant, call, report);
  const found = recognise(variant, item.sizes, problem.scalars);
  const task: BenchTask = { ...plain, pattern: isPattern(found) ? found : undefined };
  const judge = createJudge(variant, problem, dtype, seed);
  const leftOut: LeftOut[] = [];
  const started: Started[] = [];
  const enter = async (name: string, start: () => Child, folder: string): Promise<void> => {
    show(0, `${name} is made ready`);
    const entered = await makeReady(name, start(), task, judge, folder);
    if ("reason" in entered) leftOut.push(entered);
    else started.push(entered);
  };
  try {
    await enter("heed", () => startChild(), "");
    for (const { row, folder, execPath } of peers) {
      const reason = isPattern(found) ? row.refuses(task) : found.reason;
      if (reason === undefined) await enter(row.name, () => startChild({ execPath, nodeFlags: row.nodeFlags }), folder);
      else leftOut.push({ name: row.name, reason });
    }
    const { samples, failures, rates } = await race(started, device, rounds, show);
    const timings = started.flatMap(({ name, ready, verdict }): Timing[] => {
      const byRound = samples.get(name) ?? [];
      const reason = failures.get(name);
      if (reason !== undefined) leftOut.push({ name, reason });
      return reason === undefined ? [{ name, ...ready, verdict, samples: byRound, times: spreadOf(byRound.flat()) }] : [];
    });
    const { ir: _, ...told } = task;
    return { file: item.file, variant: variant.name, task: told, work: workOf(variant, problem, dtype), ceiling: rates, timings, leftOut };
  } finally {
    for (const { child } of started) child.end();
  }
}

const isPattern = (found: Pattern | NoPattern): found is Pattern => !("reason" in found);

/** A process that cannot do it is ended at once. */
async function makeReady(name: string, child: Child, task: BenchTask, judge: Judge, folder: string): Promise<Started | LeftOut> {
  try {
    const ready = await child.ask("prepare", { name, task, setting: { folder } });
    const verdict = judge.judge(await child.ask("read", judge.rows), ready.sums);
    return { name, child, ready, verdict };
  } catch (thrown) {
    child.end();
    return { name, reason: firstLine(thrown) };
  }
}

const firstLine = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown)).trim().split("\n")[0]!;
