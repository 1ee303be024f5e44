/** @file `compile`: from a variant to a kernel on the caller's device. The one place where the compiler and the runtime meet. */
import type { EmittedKernel } from "#codegen/emit-kernel.ts";
import { compileVariant, type CompileTarget } from "#src/compile.ts";
import { toVariant, type VariantSource } from "#src/frontend/index.ts";
import { anyStrides } from "./any-strides.ts";
import { familyOf, scheduleLimits } from "./device-family.ts";
import { createKernel, type Kernel } from "./kernel.ts";
import type { LineOrigin } from "./pipelines.ts";

/** A target on a device; limits are the device's. */
export interface CompileOptions extends Omit<CompileTarget, "limits" | "adapter"> {
  readonly device: GPUDevice;
}

/**
 * Compiles a variant for `Hq` query heads over `Hkv`, head dims `D` and `Dv`, and puts it on the device. Batch, sequence lengths, params and
 * captured tensors are given at each call. Throws a `HeedError`: the program's mistakes, a target out of range, a limit exceeded.
 */
export async function compile(source: VariantSource, options: CompileOptions): Promise<Kernel> {
  const { device, ...target } = options;
  const family = target.family ?? familyOf(device.adapterInfo);
  const variant = toVariant(source);
  const make = (packed: boolean | undefined): Promise<Kernel> => {
    const whole = {
      ...target,
      ...(packed === undefined ? {} : { packed }),
      family,
      limits: scheduleLimits(device),
      adapter: device.adapterInfo ?? {},
    };
    return createFrom(compileVariant(variant, whole), device);
  };
  return anyStrides(await make(target.packed), () => make(false));
}

async function createFrom(module: EmittedKernel, device: GPUDevice): Promise<Kernel> {
  const texts = [module, module.decoder, module.planner];
  const originOf: LineOrigin = (line, program) =>
    texts.find((text) => text === program)?.woven.find(({ first, last }) => first <= line && line <= last)?.span;
  return createKernel(device, module, originOf);
}
