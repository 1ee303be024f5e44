/** @file What a device cannot do (H61x): a limit or a feature by name, what was needed and what there is; kernels it refuses; its loss. */
import { error, type Diagnostic, type Note } from "../diagnostic.ts";
import type { Span } from "../span.ts";

export const limitExceeded = (what: string, limit: string, needed: number, available: number, help?: string): Diagnostic =>
  error("H610", `${what} needs ${limit} of ${needed}, and the device has ${available}`, {
    help: help ?? "request the device with a higher `requiredLimits`, if the adapter offers it",
  });

export const missingFeature = (what: string, feature: string): Diagnostic =>
  error("H611", `${what} needs the feature "${feature}", which the device lacks`, {
    help: "request the device with it in `requiredFeatures`, if the adapter offers it",
  });

export const kernelRefused = (name: string, message: string, span: Span | undefined, notes: readonly Note[]): Diagnostic =>
  error("H612", `the device refused the kernel of \`${name}\`: ${message}`, { span, notes });

export const deviceLost = (reason: string): Diagnostic =>
  error("H613", `the device was lost: ${reason}`, { help: "request a new device and compile again" });

export const gpuError = (what: string, message: string): Diagnostic => error("H614", `${what} failed on the device: ${message}`);
