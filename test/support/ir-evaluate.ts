/** @file Evaluates expressions at random points: any index and size that the ranges allow, not only small ones, and tensors made of hashes. */
import fc from "fast-check";
import { createMachine, float32Domain, float64Domain, intervalDomain, type Reader } from "#src/ir/machine.ts";
import { int32, type Interval } from "#src/ir/interval.ts";
import type { Node } from "#src/ir/node.ts";
import { largestSize } from "#src/ir/range.ts";
import { readType } from "#src/ir/types.ts";
import { builtins, levels } from "#src/ir/variables.ts";
import { hash, inputs, params } from "./ir-arbitrary.ts";

/** A value for every name in scope, and the seed of the tensors' elements. */
export interface Point {
  readonly values: Readonly<Record<string, number>>;
  readonly seed: number;
}

const index = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 40 }) },
  fc.integer({ min: 0, max: largestSize - 1 }),
  fc.constant(largestSize - 1),
);

/** i32 values: small ones, any, and the two ends. */
export const i32Arbitrary: fc.Arbitrary<number> = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -40, max: 40 }) },
  fc.integer({ min: int32.lo, max: int32.hi }),
  fc.constantFrom(int32.lo, int32.hi, 2 ** 30, -(2 ** 30), 65536),
);

/** f32 values: eighths, any, NaN and the infinities. */
export const f32Arbitrary: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -64, max: 64 }).map((eighths) => eighths / 8) },
  fc.float(),
  fc.constantFrom(Infinity, -Infinity, Number.NaN, 0.5, 1, -1),
);

const ofType = { bool: fc.integer({ min: 0, max: 1 }), i32: i32Arbitrary, f32: f32Arbitrary };

const variables = {
  ...Object.fromEntries(
    Object.entries(builtins).map(([name, { type, size }]) => [name, type === "f32" ? f32Arbitrary : size ? index.map((i) => i + 1) : index]),
  ),
  ...Object.fromEntries(Object.entries(params).map(([name, [type]]) => [name, ofType[type]])),
  T: index,
};

/** A random point. */
export const pointArbitrary: fc.Arbitrary<Point> = fc.record({ values: fc.record(variables), seed: fc.nat() });

/** Elements that depend on the seed, the tensor and the clamped indices alone; mostly small, now and then at the ends of the type. */
export function hashReader(seed: number): Reader {
  return (input, indices) => {
    const bits = hash(seed, [input.length, input.charCodeAt(0), ...indices.map((i) => Math.max(0, Math.min(i, 63)))]);
    const { type } = inputs[input]!;
    if (type === "bool") return bits & 1;
    if (readType(type) === "f32") return bits % 16 === 0 ? [Infinity, -Infinity, Number.NaN, 3e38][(bits >> 4) & 3]! : (bits % 257) / 8 - 16;
    const value = bits % 8 === 0 ? (bits >> 1) | 0 : bits % 9;
    return type === "u32" ? value & int32.hi : value;
  };
}

/** The roots' values at a point, in float64 (the meaning) or rounded to f32 after every operation. */
export function evaluateAt(roots: readonly Node[], point: Point, precision: "f64" | "f32" = "f64"): number[] {
  const machine = createMachine(roots, (precision === "f64" ? float64Domain : float32Domain)(hashReader(point.seed)));
  for (const [name, value] of Object.entries(point.values)) machine.set(name, value);
  for (const level of levels.inOrder) machine.run(level);
  return roots.map((root) => machine.get(root));
}

/** The roots' intervals where every variable lies within `ranges`; what a tensor holds is taken from its range over the indices read. */
export function intervalsOf(roots: readonly Node[], ranges: Readonly<Record<string, Interval>>, read: (input: string) => Interval): Interval[] {
  const machine = createMachine(roots, intervalDomain(read));
  for (const [name, range] of Object.entries(ranges)) machine.set(name, range);
  for (const level of levels.inOrder) machine.run(level);
  return roots.map((root) => machine.get(root));
}

/** Equal, or both NaN, or apart by no more than rounding. */
export function agree(a: number, b: number, relative: number = 0): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= relative * (1 + Math.abs(a));
}
