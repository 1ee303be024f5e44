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
  return `${JSON.stringify({ machine, ceilings, results: outcomesToJson(outcomes) })}\n`;
}

/** Without what JSON has no word for, and without digits that mean nothing. */
export function outcomesToJson(outcomes: readonly Outcome[]): unknown[] {
  return outcomes.map((outcome) => tidy({ ...outcome, floorMs: floorMs(outcome) }));
}

function tidy(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? Number(value.toPrecision(6)) : String(value);
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, tidy(inner)]));
}
