/** @file What a device cannot do (H61x): a limit or a feature by name, what was needed and what there is; kernels it refuses; its loss. */
import { error, type Diagnostic } from "../diagnostic.ts";
import type { Span } from "../span.ts";

export const limitExceeded = (what: string, limit: string, needed: number, available: number, help?: string): Diagnostic =>
  error("H610", `${what} needs ${limit} of ${needed}, and the device has ${available}`, {
    help: help ?? "ask for more in `requiredLimits`, if the adapter offers it",
  });

export const missingFeature = (what: string, feature: string): Diagnostic =>
  error("H611", `${what} needs the feature "${feature}", which the device lacks`, {
    help: "ask for it in `requiredFeatures`, if the adapter offers it",
  });

export const kernelRefused = (name: string, message: string, span: Span | undefined, line: number | undefined): Diagnostic =>
  error("H612", `the device refused the kernel of \`${name}\`${line ? `, line ${line}` : ""}: ${message}`, { span });

export const deviceLost = (reason: string): Diagnostic => error("H613", `the device was lost (${reason}): compile again on a new one`);

export const gpuError = (what: string, message: string): Diagnostic => error("H614", `${what} failed on the device: ${message}`);

export const wrongSchedule = (name: string, schedule: string, place: string, found: number, expected: number): Diagnostic =>
  error("H615", `the kernel of \`${name}\` with the schedule \`${schedule}\` is wrong: ${place} is ${found} and should be ${expected}`, {
    help: "this is a mistake of Heed or of the driver, and worth a report; the schedule is not written",
  });
