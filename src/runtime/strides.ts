/** @file Strides of a call: the default row-major ones, or the caller's, checked to be whole and not negative, and apart for the result. */
import * as codes from "#src/diagnostics/codes/call.ts";
import type { Binding } from "#codegen/manifest.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { rowMajor, type Strides } from "./uniforms.ts";

/** The number of elements a tensor of this shape spans under these strides. */
export function reach(shape: readonly number[], strides: readonly number[] = rowMajor(shape)): number {
  return 1 + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 0);
}

const names = ["q", "k", "v", "out"] as const;

export function checkStrides(
  given: Partial<Strides> | undefined = {},
  shapes: Readonly<Record<keyof Strides, readonly number[]>>,
  report: Report,
): Strides {
  for (const name of Object.keys(given)) {
    if (!(names as readonly string[]).includes(name)) report.add(codes.unknownTensor(name, names));
  }
  const checked = names.map((name) => {
    const strides = given[name] ?? rowMajor(shapes[name]);
    checkOne(name, strides, shapes[name], report);
    return [name, strides];
  });
  return Object.fromEntries(checked) as Strides;
}

function checkOne(name: keyof Strides, strides: readonly number[], shape: readonly number[], report: Report): void {
  const isWhole = strides.length === 4 && strides.every((stride) => stride === (stride | 0) && stride >= 0);
  if (!isWhole || reach(shape, strides) > 2 ** 31) report.add(codes.badStrides(name, strides));
  else if (name === "out" && !areApart(shape, strides)) report.add(codes.overlappingStrides(name, strides));
}

/** Whether each axis steps over all that the finer ones span. */
function areApart(shape: readonly number[], strides: readonly number[]): boolean {
  const axes = shape.map((size, axis) => ({ size, stride: strides[axis]! })).filter(({ size }) => size > 1);
  let spanned = 1;
  return axes
    .sort((a, b) => a.stride - b.stride)
    .every(({ size, stride }) => {
      const isOver = stride >= spanned;
      spanned += (size - 1) * stride;
      return isOver;
    });
}

/** The first of the given strides that a kernel cannot read which reads the tensor four elements at a time. */
export function unpackable(given: Partial<Strides> | undefined, bindings: readonly Binding[]): keyof Strides | undefined {
  const isPacked = ([batch, head, row, column]: readonly number[]): boolean =>
    column === 1 && [batch, head, row].every((stride) => stride! % 4 === 0);
  return names.find((name) => given?.[name] && !isPacked(given[name]) && bindings.some(({ vector, role }) => vector && role === name));
}
