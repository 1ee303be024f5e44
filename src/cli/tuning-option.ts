/** @file `--tuning FILE`: schedules that `heed tune` found, for the commands that run kernels. */
import { readTuning } from "#codegen/read-tuning.ts";
import { illegalities } from "#codegen/schedule.ts";
import { isTunedFor, type AdapterNames, type Tuning } from "#codegen/tuning.ts";
import { notJson, tunedElsewhere, tunedUnfit } from "#src/diagnostics/codes/files.ts";
import { fail, type Report } from "#src/diagnostics/report.ts";
import { readBytes, stdinName } from "#src/node/files/input.ts";
import { scheduleLimits } from "#src/runtime/device-family.ts";

/** The option, for the tables of the commands that have it. */
export const tuningOption = { value: "FILE", help: "schedules that `heed tune` found on this device" } as const;

/** The tuning of a file; stops where it is none. On another adapter than it was made on, that is said, and it counts for nothing. */
export async function tuningFrom(path: string | undefined, device: GPUDevice, report: Report): Promise<{ readonly tuning?: Tuning }> {
  if (path === undefined) return {};
  const name = path === "-" ? stdinName : path;
  const tuning = readTuning(parseJson(new TextDecoder().decode(await readBytes(path)), name), report);
  report.stop();
  if (!isTunedFor(tuning!.adapter, device.adapterInfo)) report.add(tunedElsewhere(name, nameOf(tuning!.adapter), nameOf(device.adapterInfo)));
  else tellUnfit(tuning!, name, device, report);
  return { tuning: tuning! };
}

/** What `compile` would pass over without a word: an app that carries a tuning is to run in any case. */
function tellUnfit({ entries }: Tuning, name: string, device: GPUDevice, report: Report): void {
  const limits = scheduleLimits(device);
  for (const [i, { schedule, ...shape }] of entries.entries()) {
    const reasons = illegalities(schedule, { ...shape, extraBytesPerKey: 0 }, limits);
    if (reasons.length > 0) report.add(tunedUnfit(name, i, reasons));
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    return fail(notJson(name, (thrown as Error).message));
  }
}

const nameOf = ({ vendor, architecture, device }: AdapterNames): string => [vendor, architecture, device].filter(Boolean).join(" ") || "unnamed";
