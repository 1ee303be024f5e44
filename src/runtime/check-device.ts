/** @file Whether a device can run a kernel, asked before anything is built: features, then limits, each named with what is needed. */
import type { Manifest } from "#codegen/manifest.ts";
import * as codes from "#src/diagnostics/codes/limits.ts";
import type { Report } from "#src/diagnostics/report.ts";

/** The part of a device that the checks read, so that tests and tools can stand in for one. */
export type DeviceLimits = Pick<GPUDevice, "features" | "limits">;

export function checkDevice(manifest: Manifest, device: DeviceLimits, report: Report): void {
  const what = `the kernel of \`${manifest.name}\``;
  for (const feature of manifest.features) {
    if (!device.features.has(feature)) report.add(codes.missingFeature(what, feature));
  }
  const { size, bytes } = manifest.workgroup;
  const needs = {
    maxStorageBuffersPerShaderStage: manifest.bindings.filter((binding) => binding.access !== "uniform").length,
    maxComputeWorkgroupStorageSize: bytes,
    maxComputeInvocationsPerWorkgroup: size,
    maxComputeWorkgroupSizeX: size,
  };
  for (const [limit, needed] of Object.entries(needs)) checkLimit(what, limit as keyof typeof needs, needed, device, report);
}

/** One buffer's size against the limits of buffers and bindings. */
export function checkBufferSize(what: string, bytes: number, device: DeviceLimits, report: Report): void {
  const help = "split the call, or ask for more in `requiredLimits`, if the adapter offers it";
  checkLimit(what, "maxStorageBufferBindingSize", bytes, device, report, help);
  checkLimit(what, "maxBufferSize", bytes, device, report, help);
}

type LimitName = Exclude<keyof GPUSupportedLimits, "__brand">;

function checkLimit(what: string, limit: LimitName, needed: number, device: DeviceLimits, report: Report, help?: string): void {
  const available = device.limits[limit];
  if (available !== undefined && needed > available) report.add(codes.limitExceeded(what, limit, needed, available, help));
}

/** Workgroups folded into two dimensions, x as wide as the device allows. */
export function foldDispatch(name: string, workgroups: number, device: DeviceLimits, report: Report): readonly [x: number, y: number] {
  const most = device.limits.maxComputeWorkgroupsPerDimension;
  const y = Math.ceil(workgroups / most);
  checkLimit(`\`${name}\``, "maxComputeWorkgroupsPerDimension", y, device, report);
  return [Math.ceil(workgroups / y), y];
}
