/** @file What the bench finds out, as the table, the picture and JSON show it. */
import type { Verdict } from "./check.ts";
import { spreadOf, type Spread } from "./statistics.ts";
import type { BenchTask, Ready } from "./task.ts";
import type { Work } from "./work.ts";

/** One contender at one task. */
export interface Timing extends Ready {
  readonly name: string;
  readonly times: Spread;
  /** Milliseconds of every call, round by round. */
  readonly samples: readonly (readonly number[])[];
  readonly verdict: Verdict;
  /** Where it does something else than the task. */
  readonly work?: Work | undefined;
}

/** A contender that was not timed, and why, as a clause. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** Medians over the rounds of the task itself: 10⁹ operations and bytes per second. */
export interface Rates {
  readonly fma: number;
  readonly read: number;
}

export interface Outcome {
  readonly file: string;
  readonly variant: string;
  readonly task: Omit<BenchTask, "ir">;
  readonly work: Work;
  readonly ceiling: Rates;
  readonly timings: readonly Timing[];
  readonly leftOut: readonly LeftOut[];
}

/** How many times as long as another: the median over the rounds that both were in, so that what disturbs a round cancels out. */
export function ratioTo(timing: Timing, other: Timing): number {
  const both = Math.min(timing.samples.length, other.samples.length);
  const middle = ({ samples }: Timing, round: number): number => spreadOf(samples[round]!).median;
  return spreadOf(Array.from({ length: both }, (_, round) => middle(timing, round) / middle(other, round))).median;
}

export const median = ({ times }: Timing): number => times.median;

/** Milliseconds that the device would need at the least, if nothing but multiply-adds or reading took time. */
export function floorMs({ work, ceiling }: Pick<Outcome, "work" | "ceiling">): number {
  return Math.max(work.flops / ceiling.fma, work.bytes / ceiling.read) / 1e6;
}

/** Whether reading takes longer than multiply-adds would. */
export const isBoundByReading = ({ work, ceiling }: Pick<Outcome, "work" | "ceiling">): boolean =>
  work.bytes / ceiling.read > work.flops / ceiling.fma;
