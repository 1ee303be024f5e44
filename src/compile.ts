/**
 * @file Variant + target → kernel module: the stages in order, nothing else. Needs no device; `runtime/` puts the module on one.
 */
import { emitKernel, leastWorkgroupBytes, type EmittedKernel, type KernelTarget } from "#codegen/emit-kernel.ts";
import { deviceFamilies, type DeviceFamily, type Phase } from "#codegen/choose-schedule.ts";
import { readTuning } from "#codegen/read-tuning.ts";
import { illegalities, type Schedule, type ScheduleLimits } from "#codegen/schedule.ts";
import { extraBytesPerKey, fitTuning, type AdapterNames, type Tuning } from "#codegen/tuning.ts";
import { provesInRange } from "#src/analysis/in-range.ts";
import * as callCodes from "#src/diagnostics/codes/call.ts";
import * as limitCodes from "#src/diagnostics/codes/limits.ts";
import { createReport, fail, type Report } from "#src/diagnostics/report.ts";
import type { Variant } from "#src/ir/variant.ts";
import { runPasses } from "#src/passes/index.ts";

/** What to compile a variant for. Everything else is given at each call. */
export interface CompileTarget {
  readonly Hq: number;
  /** Default Hq. */
  readonly Hkv?: number;
  /** Head dimension of q and k, 1 to 256. */
  readonly D: number;
  /** Head dimension of v and out, 1 to 256; default D. */
  readonly Dv?: number;
  /** Storage type of q, k, v and out; accumulation is f32. Default f32. */
  readonly dtype?: "f32" | "f16";
  /** Rows and keys of a block of the plan, 16 to 256 each; default 64 by 64. */
  readonly block?: readonly [q: number, kv: number];
  /** Default 1/√D. */
  readonly scale?: number;
  /** The kind of device that the schedules are to suit; default: GPUs of any sort. `quick`: kernels that are made in no time. */
  readonly family?: DeviceFamily;
  /** Schedules in place of those that suit the family, as `heed tune` finds them. */
  readonly schedules?: Partial<Readonly<Record<Phase, Schedule>>>;
  /** What `heed tune` wrote: schedules in place of those that suit the family, where they were measured for this target on this adapter. */
  readonly tuning?: Tuning;
  /** The adapter of the device; a tuning counts for nothing without it. */
  readonly adapter?: Partial<AdapterNames>;
  /**
   * Whether q, k and v are read four elements at a time where D and Dv are multiples of four; default true. Strides must then be multiples of
   * four and those of columns 1.
   */
  readonly packed?: boolean;
  /** Default: what every WebGPU device has; no subgroups among it. */
  readonly limits?: ScheduleLimits;
}

/** The limits that every WebGPU device has. */
export const baseLimits: ScheduleLimits = { workgroupBytes: 16384, workgroupSize: 256 };

/** Compiles a lowered variant. Throws a `HeedError` where the target is out of range or no schedule fits its limits. */
export function compileVariant(variant: Variant, target: CompileTarget): EmittedKernel {
  const report = createReport();
  const checked = checkTarget(target, report);
  const tuning = target.tuning === undefined ? undefined : readTuning(target.tuning, report);
  report.stop();
  const optimised = runPasses(variant);
  const full = tuning ? withTuning(checked, optimised, tuning, target.adapter) : checked;
  const kernel = emitKernel(optimised, full, (load, axis) => provesInRange(optimised, load, axis));
  const needed = leastWorkgroupBytes(optimised, full);
  return (
    kernel ??
    fail(limitCodes.limitExceeded(`the kernel of \`${variant.name}\``, "maxComputeWorkgroupStorageSize", needed, full.limits.workgroupBytes))
  );
}

/** Schedules that the caller chose go before those that were measured. */
function withTuning(target: KernelTarget, optimised: Variant, tuning: Tuning, adapter: CompileTarget["adapter"] = {}): KernelTarget {
  const extra = { name: optimised.name, extraBytesPerKey: extraBytesPerKey(optimised, target) };
  return { ...target, schedules: { ...fitTuning(tuning, adapter, { ...target, ...extra }), ...target.schedules } };
}

const mostHeads = 65535;

function checkTarget(target: CompileTarget, report: Report): KernelTarget {
  const { Hq, Hkv = Hq, D, Dv = D, dtype = "f32", block = [64, 64], scale, family, schedules, packed = true, limits = baseLimits } = target;
  for (const [name, value] of Object.entries({ Hq, Hkv })) {
    if (!isBetween(value, 1, mostHeads)) report.add(callCodes.badSize(name, value, mostHeads));
  }
  if (!report.hasErrors() && Hq % Hkv !== 0) report.add(callCodes.headRatio(Hq, Hkv));
  for (const [name, value] of Object.entries({ D, Dv })) {
    if (!isBetween(value, 1, 256)) report.add(callCodes.headDimension(name, value));
  }
  if (family && !deviceFamilies.includes(family)) report.add(callCodes.badFamily(family, deviceFamilies));
  if (dtype !== "f32" && dtype !== "f16") report.add(callCodes.badDtype(dtype));
  if (block.length !== 2 || !block.every((size) => isBetween(size, 16, 256))) report.add(callCodes.badBlock(block));
  if (scale !== undefined && !Number.isFinite(scale)) report.add(callCodes.badScale(scale));
  const given = { ...(scale === undefined ? {} : { scale }), ...(family ? { family } : {}), ...(schedules ? { schedules } : {}) };
  for (const [phase, schedule] of Object.entries(schedules ?? {})) {
    const reasons = illegalities(schedule, { phase: phase as Phase, dtype, D, Dv, block, extraBytesPerKey: 0 }, limits);
    if (reasons.length > 0) report.add(callCodes.badSchedule(phase, reasons));
  }
  return { Hq, Hkv, D, Dv, dtype, block, limits, packed, ...given };
}

const isBetween = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
