/**
 * @file The kernels for calls that are made once. Where a CPU plays the GPU, drivers take seconds to make the fast ones, which pays only where
 * much is to be computed: on lavapipe the quick ones do some 2 thousand million operations a second, the fast ones 12 to 19.
 */
import { isSoftware, type DeviceFamily } from "#codegen/choose-schedule.ts";
import type { DenseSizes } from "#src/reference/dense.ts";
import { familyOf } from "#src/runtime/device-family.ts";

/** Operations from which on the fast kernels are worth being made. */
const worthMaking = 2e10;

/** What `compile` is to be told of the family for a single call, so that both together take the least time. */
export function familyForOnce(device: GPUDevice, { B, Hq, Sq, Skv, D, Dv }: DenseSizes): { readonly family?: DeviceFamily } {
  const operations = 2 * B * Hq * Sq * Skv * (D + Dv);
  return isSoftware(familyOf(device.adapterInfo)) && operations < worthMaking ? { family: "quick" } : {};
}
