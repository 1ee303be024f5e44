/** @file The outcomes as tables for people: one per task, the fastest contender first. */
import { shapeText } from "../shapes.ts";
import { formatTable } from "../table.ts";
import type { BenchReport } from "./report-json.ts";
import { floorMs, isBoundByReading, median, ratioTo, type Outcome, type Timing } from "./outcome.ts";

export const heading = [
  "contender",
  "ms",
  "quartiles",
  "vs heed",
  "GFLOP/s",
  "% FMA",
  "GB/s",
  "% read",
  "error",
  "verdict",
  "create ms",
  "WGSL",
] as const;

/** What the columns mean, as lines. */
export const legend: readonly string[] = [
  "ms: median of single calls, each waited for, contenders in turns, short calls several to a turn behind one that is not counted.",
  "vs heed: how many times as long as Heed takes, by rounds.",
  "GFLOP/s: 2·(D + Dv) for each pair that the mask allows, no matter who computes more; GB/s: q, the keys and values seen, and out, once each.",
  "% FMA, % read: shares of what multiply-adds and reading alone reach on this device, measured in every round.",
  "error: the worst of some rows against float64; wrong: more than rounding allows for sums in f32, or in f16 where that is noted.",
  "create ms: from the call that makes the kernels to the end of their first run, without the driver's cache.",
];

/** Three digits that count. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const places = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(places, 6));
}

const percent = (share: number): string => (100 * share).toFixed(share < 0.01 ? 2 : share < 0.1 ? 1 : 0);

/** The cells of one task's table, below {@link heading}. */
export function rowsOf(outcome: Outcome): string[][] {
  const heed = outcome.timings.find(({ name }) => name === "heed");
  return [...outcome.timings].sort((a, b) => median(a) - median(b)).map((timing) => rowOf(timing, outcome, heed));
}

function rowOf(timing: Timing, outcome: Outcome, heed: Timing | undefined): string[] {
  const { name, times, verdict, createMs, wgsl, work = outcome.work } = timing;
  const { ceiling } = outcome;
  const [flops, bytes] = [work.flops / times.median / 1e6, work.bytes / times.median / 1e6];
  return [
    name,
    digits(times.median),
    `${digits(times.lower)}–${digits(times.upper)}`,
    heed ? digits(ratioTo(timing, heed)) : "-",
    digits(flops),
    percent(flops / ceiling.fma),
    digits(bytes),
    percent(bytes / ceiling.read),
    verdict.error.toExponential(1),
    verdict.isRight ? "ok" : `wrong, ${digits(verdict.ratio)} budgets`,
    createMs.toFixed(0),
    wgsl === undefined ? "-" : String(wgsl),
  ];
}

/** What a task is, on one line. */
export function titleOf({ variant, task }: Outcome): string {
  const given = Object.entries(task.params).map(([name, value]) => ` ${name}=${value}`);
  return `${variant} ${shapeText(task.sizes)} ${task.dtype}${given.join("")}`;
}

/** How much it is, and the least time for it. */
export function workLine(outcome: Outcome): string {
  const { work, ceiling } = outcome;
  const bound = isBoundByReading(outcome) ? `reading at ${digits(ceiling.read)} GB/s` : `multiply-adds at ${digits(ceiling.fma)} GFLOP/s`;
  return `${digits(work.flops / 1e9)} GFLOP, ${digits(work.bytes / 1e6)} MB; ${bound} alone would take ${digits(floorMs(outcome))} ms`;
}

/** What should be known beside the figures, a line each. */
export function notesOf({ timings, leftOut }: Outcome): string[] {
  const found = timings.flatMap(({ name, note, sums }) => {
    const all = [...(note === undefined ? [] : [note]), ...(sums === undefined ? [] : [`sums in ${sums}`])];
    return all.length > 0 ? [`${name}: ${all.join("; ")}`] : [];
  });
  return [...found, ...leftOut.map(({ name, reason }) => `${name} is left out: ${reason}`)];
}

export function formatOutcomes({ machine, ceilings, outcomes }: BenchReport): string {
  const device = Object.entries(ceilings).map(([name, { rate, style }]) => `  ${name.padEnd(8)} ${digits(rate).padStart(6)} G/s  ${style}\n`);
  const tables = outcomes.map((outcome) => {
    return [
      titleOf(outcome),
      "\n",
      workLine(outcome),
      "\n",
      formatTable(heading, rowsOf(outcome)),
      ...notesOf(outcome).map((note) => `${note}\n`),
    ].join("");
  });
  return [
    `${machine.adapter}; ${machine.processor}; Node ${machine.node}\n${device.join("")}`,
    ...tables,
    legend.map((line) => `${line}\n`).join(""),
  ].join("\n");
}
