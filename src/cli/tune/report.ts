/** @file What tuning found: tables for people, the same as JSON for programs, and the tuning that `compile` takes. */
import type { Schedule } from "#codegen/schedule.ts";
import type { AdapterNames, Tuning, TuningEntry } from "#codegen/tuning.ts";
import { counted } from "#src/diagnostics/counted.ts";
import { digits } from "../bench/report-table.ts";
import type { Spread } from "../bench/statistics.ts";
import { shapeText } from "../shapes.ts";
import { formatTable } from "../table.ts";
import type { Failure, SearchResult, Timed } from "./search.ts";
import type { TuneTask } from "./task.ts";
import type { Clock } from "./timer.ts";

export interface Tuned {
  readonly task: TuneTask;
  readonly clock: Clock;
  readonly result: SearchResult | Failure;
}

/** A schedule in a few words: rows, lanes, teams, lanes of the workgroup, keys; where keys come from; how loops are written. */
export function shortSchedule(schedule: Schedule): string {
  const { rowsPerLane, lanesPerRow, teams, workgroupSize, keys, source, stagedKeys, subgroup, unroll, matrix } = schedule;
  const where = source === "workgroup" ? `${source} ${stagedKeys}` : matrix ? `${source} ${matrix.m}x${matrix.n}x${matrix.k}` : source;
  return [`r${rowsPerLane} l${lanesPerRow} t${teams} w${workgroupSize} k${keys}`, where, ...(subgroup ? [`s${subgroup}`] : []), unroll].join(" ");
}

const legend: readonly string[] = [
  "r: query rows of a lane; l: lanes of a row; t: teams over the keys; w: lanes of a workgroup; k: keys of a step; s: lanes of a subgroup.",
  "ms: median of one call of each shape; vs default: how many times as long as Heed's own choice takes, by rounds.",
  "create ms: to make the kernels, which is done for a few schedules at a time, and to run them first.",
];

/** Only the fastest have a line. */
const mostLines = 12;

export function formatTuned(all: readonly Tuned[]): string {
  return [...all.map(formatOne), legend.map((line) => `${line}\n`).join("")].join("\n");
}

function formatOne({ task, clock, result }: Tuned): string {
  const title = `${titleOf(task)}\n`;
  if ("reason" in result) return `${title}Heed's own choice fails: ${result.reason}\n`;
  const { base, best, timed, failed, tooLarge } = result;
  const lines = [...new Set([...timed.slice(0, mostLines), base])];
  const rows = lines.map((each) => [
    shortSchedule(each.schedule),
    digits(each.times.median),
    `${digits(each.times.lower)}–${digits(each.times.upper)}`,
    digits(each.ratio.median),
    each.createMs.toFixed(0),
    each === base ? (each === best ? "default, kept" : "default") : each === best ? "taken" : "",
  ]);
  const notes = [
    `${counted(timed.length, "schedule")} timed by ${clock === "wall" ? "the wall's clock" : "the device's clock"}`,
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(tooLarge > 0 ? [`${tooLarge} left out, which take too long to make`] : []),
  ];
  const failures = failed.map(({ schedule, reason }) => `${shortSchedule(schedule)}: ${reason}\n`);
  return [title, formatTable(["schedule", "ms", "quartiles", "vs default", "create ms", ""], rows), `${notes.join("; ")}\n`, ...failures].join("");
}

const titleOf = ({ variant, phase, shapes, fits }: TuneTask): string =>
  `${variant.name} ${phase} ${shapes.map(shapeText).join(" ")} ${fits.dtype}, blocks of ${fits.block.join(" x ")}`;

/** Times are known to no more than a few digits. */
const rounded = (value: number): number => Number(value.toPrecision(4));

const timedToJson = ({ schedule, createMs, times, ratio }: Timed): object => ({
  schedule,
  createMs: rounded(createMs),
  ms: roundedSpread(times),
  ratio: roundedSpread(ratio),
});

const roundedSpread = (spread: Spread): object => Object.fromEntries(Object.entries(spread).map(([name, value]) => [name, rounded(value as number)]));

export function tunedToJson(adapter: AdapterNames, all: readonly Tuned[]): string {
  const results = all.map(({ task, clock, result }) => {
    const about = { variant: task.variant.name, phase: task.phase, ...task.fits, shapes: task.shapes.map(shapeText), clock };
    if ("reason" in result) return { ...about, failure: result.reason };
    const { base, best, timed, failed, tooLarge } = result;
    return { ...about, default: timedToJson(base), best: timedToJson(best), timed: timed.map(timedToJson), failed, tooLarge };
  });
  return `${JSON.stringify({ adapter, results }, undefined, 2)}\n`;
}

/** What `compile` takes: an entry for everything that was tuned, also where nothing was faster than Heed's own choice. */
export function tuningOf(adapter: AdapterNames, all: readonly Tuned[]): Tuning {
  const entries = all.flatMap(({ task, result }): TuningEntry[] => {
    if ("reason" in result) return [];
    const { variant, phase, fits, shapes } = task;
    const { base, best } = result;
    const times = { ms: rounded(best.times.median), defaultMs: rounded(base.times.median) };
    return [{ variant: variant.name, phase, ...fits, schedule: best.schedule, shapes: shapes.map(shapeText), ...times }];
  });
  return { format: "heed-tuning-1", adapter, entries };
}
