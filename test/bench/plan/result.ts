/** @file What the bench finds, as it is written to `plan.json`, and what the requirements make of it. */
import type { Bits, Cold, Warm } from "./measure.ts";

export interface MaskResult {
  readonly name: string;
  readonly cold?: Cold;
  /** By length, ascending; lengths whose time was up are missing. */
  readonly warm: readonly Warm[];
}

export interface Result {
  readonly machine: string;
  readonly block: number;
  readonly longest: number;
  readonly masks: readonly MaskResult[];
  readonly bits: readonly Bits[];
}

/** One requirement, and what was found: `undefined` where it was not measured. */
export interface Verdict {
  readonly requirement: string;
  readonly found: string;
  readonly met: boolean | undefined;
}

/** The length that requirements are about. */
const million = 20;
const megabyte = 2 ** 20;

const limits: readonly (readonly [masks: readonly string[], ms: number])[] = [
  [["causal", "window", "window and sink", "prefix"], 20],
  [["documents"], 120],
  [["neighbourhood 2-D", "neighbourhood 3-D"], 500],
];

/** Where a query sees keys only so far away, twice the tokens are twice the work. */
const bounded = ["window", "window and sink", "documents and window", "dilated window", "8 heads, 8 windows"];
const mostGrowth = 2.3;

/** Below this a clock and a collector tell more than a plan. */
const tellingMs = 0.2;

export const ms = (time: number): string => time.toFixed(time < 1 ? 3 : time < 100 ? 1 : 0);

/** How many times the fastest run grew from each length to the next, where it is long enough to tell. */
export function growths({ warm }: MaskResult): number[] {
  return warm.slice(1).flatMap(({ times }, i) => (times.least < tellingMs ? [] : [times.least / warm[i]!.times.least]));
}

/** The growth from one length to the next on average; none where nothing tells. */
export function meanGrowth(mask: MaskResult): number | undefined {
  const found = growths(mask);
  return found.length > 0 ? Math.exp(found.reduce((sum, growth) => sum + Math.log(growth), 0) / found.length) : undefined;
}

/** Every requirement for which there are figures, held against them; the slowest masks are named. */
export function judge({ masks }: Result): Verdict[] {
  const everyone = masks.map(({ name }) => name);
  return [...limits, [everyone, 1000] as const]
    .flatMap(([names, limit]) => {
      const who = names === everyone ? "every mask measured" : names.filter((name) => everyone.includes(name)).join(", ");
      return [...within(masks, names, who, limit, "warm"), ...within(masks, names, who, limit, "first")];
    })
    .concat(
      smallPlans(masks),
      steadyGrowth(masks, "on average", (mask) => meanGrowth(mask) ?? 0),
      steadyGrowth(masks, "each time", (mask) => Math.max(0, ...growths(mask))),
    );
}

function within(masks: readonly MaskResult[], names: readonly string[], who: string, limit: number, which: "warm" | "first"): Verdict[] {
  const timeOf = ({ cold, warm }: MaskResult): number | undefined =>
    which === "first" ? (cold?.k === million ? cold.ms : undefined) : warm.find(({ k }) => k === million)?.times.median;
  const all = masks.filter(({ name }) => names.includes(name)).map((mask) => ({ name: mask.name, time: timeOf(mask) }));
  const missing = all.filter(({ time }) => time === undefined).map(({ name }) => name);
  if (missing.length === all.length) return [];
  const timed = all.flatMap(({ name, time }) => (time === undefined ? [] : [{ name, time }])).sort((x, y) => y.time - x.time);
  const slow = timed.filter(({ time }) => time > limit);
  const shown = slow.length > 0 ? slow : timed.slice(0, 1);
  const found = [
    shown.map(({ name, time }) => `${name} ${ms(time)} ms`).join(", "),
    ...(missing.length > 0 ? [`not measured: ${missing.join(", ")}`] : []),
  ];
  const met = slow.length > 0 ? false : missing.length > 0 ? undefined : true;
  return [{ requirement: `1,048,576 tokens: ${who} ≤ ${limit} ms (${which})`, found: found.join("; "), met }];
}

function smallPlans(masks: readonly MaskResult[]): Verdict[] {
  const plans = masks.flatMap(({ name, warm }) => warm.map((plan) => ({ name, ...plan }))).sort((x, y) => y.bytes - x.bytes);
  const large = plans.filter(({ bytes, runs }) => bytes > megabyte && runs * 8 <= megabyte);
  const shown = large.length > 0 ? large : plans.slice(0, 1);
  const found = shown
    .map(({ name, k, bytes, runs }) => `${name} at 2^${k}: ${bytes} bytes${bytes > megabyte ? `, runs ${runs * 8}` : ""}`)
    .join("; ");
  const requirement = "plans ≤ 1 MB, unless the runs alone are more (8 bytes each)";
  return plans.length === 0 ? [] : [{ requirement, found, met: large.length === 0 }];
}

function steadyGrowth(masks: readonly MaskResult[], when: string, growthOf: (mask: MaskResult) => number): Verdict[] {
  const all = masks
    .filter(({ name, warm }) => bounded.includes(name) && warm.length > 1)
    .map((mask) => ({ name: mask.name, worst: Number(growthOf(mask).toFixed(2)) }));
  const bad = all.filter(({ worst }) => worst > mostGrowth);
  const found = (bad.length > 0 ? bad : all).map(({ name, worst }) => `${name} ${worst || `under ${tellingMs} ms`}`).join("; ");
  const requirement = `twice the tokens ≤ ${mostGrowth} times the time, masks of bounded band (${when})`;
  return all.length === 0 ? [] : [{ requirement, found, met: bad.length === 0 }];
}
