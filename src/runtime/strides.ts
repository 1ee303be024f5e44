/** @file Strides of a call: the default row-major ones, or the caller's, checked to be whole and not negative, and apart for the result. */
import * as codes from "#src/diagnostics/codes/call.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { rowMajor, type Strides } from "./uniforms.ts";

/** The number of elements a tensor of this shape spans under these strides. */
export function reach(shape: readonly number[], strides: readonly number[] = rowMajor(shape)): number {
  return 1 + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 0);
}

export function checkStrides(
  given: Partial<Strides> | undefined,
  { q, k, v, out }: Readonly<Record<keyof Strides, readonly number[]>>,
  report: Report,
): Strides {
  const shapes = { q, k, v, out };
  const strides = { q: rowMajor(q), k: rowMajor(k), v: rowMajor(v), out: rowMajor(out), ...given };
  const names = Object.keys(shapes);
  for (const [name, values] of Object.entries(strides)) {
    if (names.includes(name)) checkOne(name as keyof Strides, values, shapes[name as keyof Strides], report);
    else report.add(codes.unknownTensor(name, names));
  }
  return strides;
}

function checkOne(name: keyof Strides, strides: readonly number[], shape: readonly number[], report: Report): void {
  const isWhole = strides.length === 4 && strides.every((stride) => Number.isInteger(stride) && stride >= 0 && stride < 2 ** 31);
  if (!isWhole || reach(shape, strides) > 2 ** 31) report.add(codes.badStrides(name, strides));
  else if (name === "out" && !areApart(shape, strides)) report.add(codes.overlappingStrides(name, strides));
}

/** Whether each axis steps over all that the finer ones span. */
function areApart(shape: readonly number[], strides: readonly number[]): boolean {
  const axes = shape.map((size, axis) => ({ size, stride: strides[axis]! })).filter(({ size }) => size > 1);
  axes.sort((a, b) => a.stride - b.stride);
  let spanned = 1;
  for (const { size, stride } of axes) {
    if (stride < spanned) return false;
    spanned += (size - 1) * stride;
  }
  return true;
}
