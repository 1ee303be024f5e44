/** @file The figures as a page of Markdown, which is also what the terminal shows. */
import { shapeText } from "#src/cli/shapes.ts";
import { ratioTo, type Outcome } from "#src/cli/bench/outcome.ts";
import type { Machine } from "#src/cli/bench/report-json.ts";
import { digits, heading, legend, notesOf, rowsOf, titleOf, workLine } from "#src/cli/bench/report-table.ts";
import type { BenchResult } from "#src/cli/bench/run-bench.ts";
import { markdownTable } from "../markdown-table.ts";
import type { Suite } from "./suites.ts";

export interface SuiteResult extends BenchResult {
  readonly suite: Suite;
}

export function page(machine: Machine, results: readonly SuiteResult[]): string {
  const parts = [
    "# Attention: how long it takes",
    `Written by \`npm run bench\` on ${machine.adapter}; ${machine.processor}; Node ${machine.node}.`,
    legend.map((line) => `- ${line}`).join("\n"),
    "## The device",
    ceilingsOf(results),
    ...results.flatMap(pageOf),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** The best of all suites. */
function ceilingsOf(results: readonly SuiteResult[]): string {
  const found = new Map<string, { readonly rate: number; readonly style: string }>();
  for (const [name, ceiling] of results.flatMap(({ ceilings }) => Object.entries(ceilings))) {
    if (ceiling.rate > (found.get(name)?.rate ?? 0)) found.set(name, ceiling);
  }
  return markdownTable(
    ["ceiling", "10⁹ per second", "best way"],
    [...found].map(([name, { rate, style }]) => [name, digits(rate), style]),
  );
}

function pageOf({ suite, outcomes }: SuiteResult): string[] {
  const derived = [caches(suite, outcomes), besides(suite, outcomes)].filter((text) => text !== undefined);
  const notes = suite.note === undefined ? [] : [suite.note];
  return [`## ${suite.about}`, ...notes, ...derived, ...outcomes.flatMap(tableOf)];
}

function tableOf(outcome: Outcome): string[] {
  const notes = notesOf(outcome);
  const lines = [`### ${titleOf(outcome)}`, workLine(outcome), markdownTable(heading, rowsOf(outcome))];
  return notes.length > 0 ? [...lines, notes.map((note) => `- ${note}`).join("\n")] : lines;
}

const heedMs = ({ timings }: Outcome): number => timings.find(({ name }) => name === "heed")?.times.median ?? Number.NaN;

/** What a task takes in what the kernel beside it takes, and what that is for a block that is visited, or for an operation. */
function besides({ beside }: Suite, outcomes: readonly Outcome[]): string | undefined {
  if (!beside) return undefined;
  const more = [...(beside.variant ? ["blocks visited", "share per block"] : []), ...(beside.D ? ["share per FLOP"] : [])];
  return markdownTable(
    ["task", "ms", `ms of ${beside.name}`, "share of it", ...more],
    outcomes.flatMap(({ variant, task, timings }) => {
      const [own, other] = ["heed", "beside"].map((name) => timings.find((timing) => timing.name === name));
      if (!own || !other) return [];
      const share = ratioTo(own, other);
      const perBlock = beside.variant ? [own.visited!, share / own.visited!] : [];
      const perFlop = beside.D ? [(share * beside.D) / task.sizes.D] : [];
      const figures = [own.times.median, other.times.median, share, ...perBlock, ...perFlop];
      return [[`${variant} ${shapeText(task.sizes)}`, ...figures.map(digits)]];
    }),
  );
}

/** A window over a long cache, beside a short cache and all of the long one. */
function caches({ name }: Suite, outcomes: readonly Outcome[]): string | undefined {
  if (name !== "decode-window") return undefined;
  const first = heedMs(outcomes[0]!);
  return markdownTable(
    ["task", "ms", "beside the first"],
    outcomes.map((outcome) => [`${outcome.variant} ${shapeText(outcome.task.sizes)}`, digits(heedMs(outcome)), digits(heedMs(outcome) / first)]),
  );
}
