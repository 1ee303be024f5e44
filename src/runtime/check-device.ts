/** @file Whether a device can run a kernel, asked before anything is built: features, then limits, each named with what is needed. */
import type { KernelModule, Manifest } from "#codegen/manifest.ts";
import type { Schedule } from "#codegen/schedule.ts";
import * as codes from "#src/diagnostics/codes/limits.ts";
import type { Report } from "#src/diagnostics/report.ts";

/** The part of a device that the checks read, so that tests and tools can stand in for one. */
export type DeviceLimits = Pick<GPUDevice, "features" | "limits"> & Partial<Pick<GPUDevice, "adapterInfo">>;

export function checkDevice(manifest: Manifest, device: DeviceLimits, report: Report): void {
  const what = `the kernel of \`${manifest.name}\``;
  for (const feature of manifest.features) {
    if (!device.features.has(feature)) report.add(codes.missingFeature(what, feature));
  }
  const { subgroup } = manifest.schedule;
  if (device.features.has("subgroups") && !hasSubgroups(device, manifest.schedule)) {
    const help = "compile the variant on this machine";
    report.add(codes.limitExceeded(what, "subgroupMinSize", subgroup, device.adapterInfo!.subgroupMinSize, help));
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

/** Whether the subgroups of a device are as large as a schedule counts on; a module may have been made for another machine. */
export function hasSubgroups({ features, adapterInfo }: DeviceLimits, { subgroup }: Pick<Schedule, "subgroup">): boolean {
  return subgroup === 0 || (features.has("subgroups") && (adapterInfo?.subgroupMinSize ?? subgroup) >= subgroup);
}

/** A module without the kernels for few rows where those count on larger subgroups than there are: few rows then take the kernel for many. */
export function forThisMachine(module: KernelModule, device: DeviceLimits): KernelModule {
  const { decoder, combiner: _, ...forMany } = module;
  return decoder && !hasSubgroups(device, decoder.manifest.schedule) ? forMany : module;
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
