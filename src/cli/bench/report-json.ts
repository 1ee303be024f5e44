/** @file The outcomes for programs, and the machine that they belong to. */
import { cpus } from "node:os";
import { describeAdapter } from "#src/node/dawn.ts";
import { floorMs, type Outcome } from "./outcome.ts";
import type { BenchResult } from "./run-bench.ts";

export interface Machine {
  readonly adapter: string;
  readonly processor: string;
  readonly node: string;
}

export interface BenchReport extends BenchResult {
  readonly machine: Machine;
}

export async function describeMachine(): Promise<Machine> {
  const { vendor, architecture, description } = await describeAdapter();
  const all = cpus();
  return {
    adapter: description || `${vendor} ${architecture}`.trim(),
    processor: `${all[0]?.model.trim() ?? "an unknown processor"}, ${all.length} threads`,
    node: process.versions.node,
  };
}

/** Times in milliseconds, rates in 10⁹ per second; infinities by name. */
export function reportToJson({ machine, ceilings, outcomes }: BenchReport): string {
  const results = outcomes.map((outcome) => ({ ...outcome, floorMs: floorMs(outcome), timings: outcome.timings.map(rounded) }));
  const text = (_: string, value: unknown): unknown => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value);
  return `${JSON.stringify({ machine, ceilings, results }, text)}\n`;
}

/** A microsecond is less than can be told apart. */
function rounded(timing: Outcome["timings"][number]): Outcome["timings"][number] {
  return { ...timing, samples: timing.samples.map((ms) => Number(ms.toFixed(3))) };
}
