/** @file Strides of a call: the default row-major ones, or the caller's, checked to be whole and not negative. */
import * as codes from "#src/diagnostics/codes/call.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { CallSizes } from "./tensors.ts";
import { defaultStrides, type Strides } from "./uniforms.ts";

/** The number of elements a tensor of this shape spans under these strides. */
export function reach(shape: readonly number[], strides: readonly number[]): number {
  return 1 + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 0);
}

export function checkStrides(given: Partial<Strides> = {}, shapes: Readonly<Record<string, readonly number[]>>, sizes: CallSizes, report: Report): Strides {
  const strides = { ...defaultStrides(sizes), ...given };
  for (const [name, values] of Object.entries(strides)) {
    const isWhole = values.length === 4 && values.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 31);
    if (!isWhole || reach(shapes[name]!, values) > 2 ** 31) report.add(codes.badStrides(name, values));
  }
  return strides;
}
