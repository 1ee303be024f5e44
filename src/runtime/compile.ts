/** @file `compile`: from a variant to a kernel on the caller's device. The one place where the compiler and the runtime meet. */
import { cpuStyle, gpuStyle } from "#codegen/schedule.ts";
import { compileVariant, type CompileTarget } from "#src/compile.ts";
import { toVariant, type VariantSource } from "#src/frontend/index.ts";
import { createKernel, type Kernel } from "./kernel.ts";
import type { LineOrigin } from "./pipelines.ts";

/** A target on a device; limits are the device's. */
export interface CompileOptions extends Omit<CompileTarget, "limits"> {
  readonly device: GPUDevice;
}

/**
 * Compiles a variant for `Hq` query heads over `Hkv`, head dims `D` and `Dv`, and puts it on the device. Batch, sequence lengths, params and
 * captured tensors are given at each call. Throws a `HeedError`: the program's mistakes, a target out of range, a limit exceeded.
 */
export async function compile(source: VariantSource, options: CompileOptions): Promise<Kernel> {
  const { device, ...target } = options;
  const { maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX } = device.limits;
  const limits = {
    maxComputeWorkgroupStorageSize,
    maxComputeInvocationsPerWorkgroup: Math.min(maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX),
  };
  const style = target.style ?? (isSoftware(device.adapterInfo) ? cpuStyle : gpuStyle);
  const module = compileVariant(toVariant(source), { ...target, style, limits });
  const originOf: LineOrigin = (line, program) =>
    [module, module.planner].find((text) => text === program)?.woven.find(({ first, last }) => first <= line && line <= last)?.span;
  return createKernel(device, module, originOf);
}

/** Whether an adapter runs on a CPU: it says so, or is one of the software rasterisers by name. */
function isSoftware(info: GPUAdapterInfo | undefined): boolean {
  const names = [info?.vendor, info?.architecture, info?.device, info?.description].join(" ").toLowerCase();
  return info?.isFallbackAdapter === true || /swiftshader|llvmpipe|software|warp|basic render/.test(names);
}
