/** @file What there is to tune: the shapes that one schedule serves, since head dims, blocks and the phase are compiled in and lengths are not. */
import type { Phase, ScheduleRequest } from "#codegen/choose-schedule.ts";
import type { Schedule, ScheduleLimits } from "#codegen/schedule.ts";
import { extraBytesPerKey, type TuningEntry } from "#codegen/tuning.ts";
import { compileVariant } from "#src/compile.ts";
import type { Variant } from "#src/ir/variant.ts";
import { runPasses } from "#src/passes/index.ts";
import type { DenseSizes } from "#src/reference/dense.ts";
import { familyOf, scheduleLimits } from "#src/runtime/device-family.ts";

export interface TuneSettings {
  readonly dtype: "f32" | "f16";
  readonly block: readonly [q: number, kv: number] | undefined;
  readonly params: Readonly<Record<string, number | boolean>>;
  readonly rounds: number;
  readonly seed: number;
  /** Seconds for everything. */
  readonly budget: number;
}

export interface TuneTask {
  readonly variant: Variant;
  readonly shapes: readonly DenseSizes[];
  readonly phase: Phase;
  /** What Heed chooses. */
  readonly start: Schedule;
  readonly request: ScheduleRequest;
  /** What an entry says of it. */
  readonly fits: Pick<TuningEntry, "D" | "Dv" | "dtype" | "block" | "headsPerKvHead">;
}

/** The tasks of a variant, shapes that share a schedule together. */
export function tasksOf(variant: Variant, shapes: readonly DenseSizes[], settings: TuneSettings, device: GPUDevice): TuneTask[] {
  const limits = scheduleLimits(device);
  const found = new Map<string, TuneTask>();
  for (const sizes of shapes) {
    const task = taskOf(variant, sizes, settings, device, limits);
    const key = JSON.stringify([task.phase, task.fits]);
    const known = found.get(key);
    found.set(key, { ...task, shapes: [...(known?.shapes ?? []), sizes] });
  }
  return [...found.values()];
}

function taskOf(variant: Variant, sizes: DenseSizes, settings: TuneSettings, device: GPUDevice, limits: ScheduleLimits): TuneTask {
  const { Hq, Hkv, Sq, D, Dv } = sizes;
  const { dtype, block } = settings;
  const family = familyOf(device.adapterInfo);
  const { manifest, decoder } = compileVariant(variant, { Hq, Hkv, D, Dv, dtype, ...(block ? { block } : {}), family, limits });
  const phase = decoder && Sq <= decoder.manifest.mostRows ? "decode" : "prefill";
  const shape = { D, Dv, dtype, block: manifest.block };
  return {
    variant,
    shapes: [sizes],
    phase,
    start: phase === "decode" ? decoder!.manifest.schedule : manifest.schedule,
    request: {
      ...shape,
      extraBytesPerKey: extraBytesPerKey(runPasses(variant), shape),
      family,
      phase,
      limits,
      packedHeads: phase === "decode" ? decoder!.manifest.heads : 1,
    },
    // Rows of different heads are together in decode alone.
    fits: { D, Dv, dtype, block: manifest.block, ...(phase === "decode" ? { headsPerKvHead: Hq / Hkv } : {}) },
  };
}
