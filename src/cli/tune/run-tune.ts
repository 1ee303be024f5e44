/** @file Tunes every variant on its shapes: one device, one task after the other, the time shared out among those that are left. */
import type { AdapterNames } from "#codegen/tuning.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { Variant } from "#src/ir/variant.ts";
import type { DenseSizes } from "#src/reference/dense.ts";
import { calmPolling } from "../bench/calm-polling.ts";
import { digits } from "../bench/report-table.ts";
import type { Progress } from "../progress.ts";
import { createGpuLab, reasonOf } from "./gpu-lab.ts";
import type { Tuned } from "./report.ts";
import { search } from "./search.ts";
import { tasksOf, type TuneSettings, type TuneTask } from "./task.ts";
import { createTimer } from "./timer.ts";

/** Kernels that a driver has kept would seem to be made in no time. */
const withoutDriverCaches = { MESA_SHADER_CACHE_DISABLE: "true", __GL_SHADER_DISK_CACHE: "0" };

export async function runTune(
  variants: readonly Variant[],
  shapes: readonly DenseSizes[],
  settings: TuneSettings,
  report: Report,
  progress: Progress,
): Promise<{ readonly adapter: AdapterNames; readonly tuned: readonly Tuned[] }> {
  Object.assign(process.env, withoutDriverCaches);
  calmPolling();
  const { openDevice, closeDevices } = await import("#src/node/dawn.ts");
  const device = await openDevice({ features: settings.dtype === "f16" ? ["shader-f16"] : [] });
  try {
    const { vendor, architecture, device: name, description } = device.adapterInfo;
    const tasks = variants.flatMap((variant) => tasksOf(variant, shapes, settings, device));
    const tuned: Tuned[] = [];
    for (const task of tasks) {
      const show: Show = (share, label) => progress.show((tuned.length + share) / tasks.length, `${task.variant.name} ${task.phase}: ${label}`);
      tuned.push(await tuneOne(task, { ...settings, budget: settings.budget / tasks.length }, device, report, show));
    }
    return { adapter: { vendor, architecture, device: name, description }, tuned };
  } finally {
    closeDevices();
  }
}

type Show = (share: number, label: string) => void;

async function tuneOne(task: TuneTask, settings: TuneSettings, device: GPUDevice, report: Report, show: Show): Promise<Tuned> {
  show(0, "reference and Heed's choice");
  const timer = createTimer(device);
  const lab = createGpuLab(task, settings, device, timer, report);
  try {
    const { start, request } = task;
    const onStep = (share: number, tried: number, gain: number): void => show(share, `${tried} schedules, the best ${digits(gain)} times as fast`);
    const wishes = { start, request, budget: 1000 * settings.budget, rounds: settings.rounds, onStep };
    // A device that is lost takes its task along, and not what was found before.
    const result = await search(lab, wishes).catch((thrown: unknown) => ({ reason: reasonOf(thrown), isWrong: false }));
    return { task, clock: timer.clock() ?? "wall", result };
  } finally {
    lab.destroy();
  }
}
