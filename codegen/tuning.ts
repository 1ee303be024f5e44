/**
 * @file Schedules that were measured on a device, as `heed tune` writes them, and which of them fit a target. What does not fit is left alone:
 * an app that carries a tuning runs on every GPU, and is tuned on those that it was made for.
 */
import type { Variant } from "#src/ir/variant.ts";
import type { Phase } from "./choose-schedule.ts";
import { leastWorkgroupBytes } from "./emit-kernel.ts";
import { illegalities, workgroupBytes, type Schedule, type ScheduleLimits, type ScheduleShape } from "./schedule.ts";

/** The names that an adapter goes by, as in `GPUAdapterInfo`. */
export interface AdapterNames {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
}

/** One measured schedule, and what it is for. */
export interface TuningEntry {
  /** Of the variant that was measured; others may use the schedule, too. */
  readonly variant: string;
  readonly phase: Phase;
  readonly D: number;
  readonly Dv: number;
  readonly dtype: "f32" | "f16";
  readonly block: readonly [q: number, kv: number];
  /** Query heads to a key/value head, where it matters. */
  readonly headsPerKvHead?: number;
  readonly schedule: Schedule;
  /** What was measured: `B,Hq,Hkv,Sq,Skv,D[,Dv]`. */
  readonly shapes: readonly string[];
  /** Milliseconds of one call of each shape, with this schedule and with the one that Heed chooses by itself. */
  readonly ms: number;
  readonly defaultMs: number;
}

/** What `heed tune` writes and `compile` takes. */
export interface Tuning {
  readonly format: "heed-tuning-1";
  /** Where it was measured. */
  readonly adapter: AdapterNames;
  readonly entries: readonly TuningEntry[];
}

/** What an entry has to fit. */
export interface TuningTarget extends ScheduleShape {
  /** The variant's name: an entry that was measured for it goes before others. */
  readonly name: string;
  readonly dtype: "f32" | "f16";
  readonly Hq: number;
  readonly Hkv: number;
  readonly limits: ScheduleLimits;
}

/**
 * Whether a tuning was made on an adapter of these names. Browsers keep `device` to themselves, so it counts where both have it; the
 * description, which names a driver's version, does not.
 */
export function isTunedFor(tuned: AdapterNames, adapter: Partial<AdapterNames>): boolean {
  const { vendor, architecture, device } = adapter;
  return tuned.vendor === vendor && tuned.architecture === architecture && (!tuned.device || !device || tuned.device === device);
}

/** The schedules that fit a target, by phase; none on other adapters. */
export function fitTuning(tuning: Tuning, adapter: Partial<AdapterNames>, target: TuningTarget): Partial<Record<Phase, Schedule>> {
  if (!isTunedFor(tuning.adapter, adapter)) return {};
  const fitting = tuning.entries.filter((entry) => fits(entry, target));
  const own = fitting.filter(({ variant }) => variant === target.name);
  // The first of a phase is the one, those of the variant itself before the rest.
  return Object.fromEntries([...own, ...fitting].reverse().map(({ phase, schedule }) => [phase, schedule]));
}

function fits(entry: TuningEntry, target: TuningTarget): boolean {
  const { D, Dv, dtype, block, Hq, Hkv, limits } = target;
  const isFor = entry.D === D && entry.Dv === Dv && entry.dtype === dtype && entry.block.join() === block.join();
  const hasRatio = entry.headsPerKvHead === undefined || entry.headsPerKvHead === Hq / Hkv;
  return isFor && hasRatio && isRunnable(entry.schedule, entry.phase, target, limits);
}

/** Whether a device can run a schedule in a phase: only decode has a kernel that merges what teams find. */
export function isRunnable(schedule: Schedule, phase: Phase, shape: ScheduleShape, limits: ScheduleLimits): boolean {
  return (phase === "decode" || schedule.teams === 1) && illegalities(schedule, shape, limits).length === 0;
}

/** Bytes that a staged key takes besides K and V, or some more; of a variant whose passes have run. */
export function extraBytesPerKey(variant: Variant, shape: Pick<ScheduleShape, "D" | "Dv">): number {
  return leastWorkgroupBytes(variant, shape) - workgroupBytes({ stagedKeys: 1, lanesPerRow: 1 }, { ...shape, extraBytesPerKey: 0 });
}
