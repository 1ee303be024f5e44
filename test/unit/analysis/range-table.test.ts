import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { createRangeTable, queryBox, rangeLoads } from "#src/analysis/range-table.ts";
import { anything, point } from "#src/ir/interval.ts";
import { createGraph } from "#src/ir/node.ts";
import { encodeHalf, readElement, type Tensor } from "#src/ir/tensor.ts";
import { intTensor } from "#test/support/plans.ts";
import { propertyOptions } from "#test/support/seed.ts";

const float = fc.oneof(fc.double({ min: -9, max: 9 }).map(Math.fround), fc.constantFrom(Number.NaN, Infinity, -Infinity, 0));
const numbers = { minLength: 1, maxLength: 200 };

const tensor: fc.Arbitrary<Tensor> = fc.oneof(
  fc.array(fc.integer({ min: -9, max: 9 }), numbers).map((values) => intTensor(values)),
  fc.array(fc.integer({ min: 0, max: 3 }), numbers).map((steps) => intTensor(steps.map((_, i) => steps.slice(0, i + 1).reduce((a, b) => a + b)))),
  fc.array(float, numbers).map((values): Tensor => ({ type: "f32", shape: [values.length], data: Float32Array.from(values) })),
  fc.array(float, numbers).map((values): Tensor => ({ type: "f16", shape: [values.length], data: Uint16Array.from(values, encodeHalf) })),
  fc.array(fc.constantFrom(0, 1, 255), numbers).map((values): Tensor => ({ type: "bool", shape: [values.length], data: Uint8Array.from(values) })),
);

/** Least and greatest of the elements at these flat indices; anything if a NaN is among them. */
function bruteForce(of: Tensor, flat: readonly number[]): { lo: number; hi: number; nan: boolean } {
  const values = flat.map((at) => readElement(of, at));
  return values.some(Number.isNaN) ? anything : { lo: Math.min(...values), hi: Math.max(...values), nan: false };
}

test("a range of elements has the least and greatest of them, unless there is a NaN", () => {
  let withNan = 0;
  const holds = fc.property(tensor, fc.nat(), fc.nat(), (of, a, b) => {
    const [lo, hi] = [a % of.data.length, b % of.data.length].sort((x, y) => x - y) as [number, number];
    const flat = Array.from({ length: hi - lo + 1 }, (_, i) => lo + i);
    const expected = bruteForce(of, flat);
    withNan += +expected.nan;
    expect(plus0(createRangeTable(of).between(lo, hi))).toEqual(plus0(expected));
  });
  fc.assert(holds, propertyOptions("range table", 1000));
  expect(withNan).toBeGreaterThan(50);
});

const plus0 = (x: { lo: number; hi: number; nan: boolean }): object => ({ lo: x.lo + 0, hi: x.hi + 0, nan: x.nan });

test("ranges of several indices: nothing is left out, and few outer values are exact", () => {
  const index = fc.tuple(fc.integer({ min: -3, max: 12 }), fc.integer({ min: 0, max: 9 })).map(([lo, more]) => ({ lo, hi: lo + more, nan: false }));
  const holds = fc.property(
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }),
    fc.tuple(index, index, index),
    fc.integer(),
    (shape, indices, salt) => {
      const [x, y, z] = shape as [number, number, number];
      const of = intTensor(
        Array.from({ length: x * y * z }, (_, i) => Math.imul(i + salt, 2654435761) >> 24),
        shape,
      );
      const inside = (axis: number, at: number): number => Math.max(0, Math.min(at, shape[axis]! - 1));
      const axis = (n: number): number[] => Array.from({ length: indices[n]!.hi - indices[n]!.lo + 1 }, (_, i) => inside(n, indices[n]!.lo + i));
      const flat = axis(0).flatMap((i) => axis(1).flatMap((j) => axis(2).map((k) => (i * y + j) * z + k)));
      const table = createRangeTable(of);
      const exact = bruteForce(of, flat);
      expect(queryBox(table, shape, indices, 1000)).toEqual(exact);
      const hull = queryBox(table, shape, indices, 1);
      expect(hull.lo).toBeLessThanOrEqual(exact.lo);
      expect(hull.hi).toBeGreaterThanOrEqual(exact.hi);
    },
  );
  fc.assert(holds, propertyOptions("range of several indices", 500));
});

describe("reads by name", () => {
  const graph = createGraph();
  const at = graph.variable("q_idx", "i32");

  test("an index outside reads the edge", () => {
    const { read } = rangeLoads(new Map([["t", intTensor([5, 1, 9])]]))(graph.load("t", "i32", [at]))!;
    expect(read({ lo: -8, hi: -2, nan: false })).toEqual(point(5));
    expect(read({ lo: 1, hi: 70, nan: false })).toEqual({ lo: 1, hi: 9, nan: false });
  });

  test("a tensor whose values are not known has no answer", () => {
    expect(rangeLoads(new Map([["t", undefined]]))(graph.load("t", "i32", [at]))).toBeUndefined();
  });

  test("an empty tensor reads as 0, one without axes as its element", () => {
    const loads = rangeLoads(
      new Map([
        ["none", intTensor([], [0, 4])],
        ["one", intTensor([7], [])],
      ]),
    );
    expect(loads(graph.load("none", "i32", [at, at]))!.read(point(0), point(3))).toEqual(point(0));
    expect(loads(graph.load("one", "i32", []))!.read()).toEqual(point(7));
  });
});

test.each([
  ["document ids", intTensor([0, 0, 1, 2, 2, 3]), true],
  ["flags", { type: "bool", shape: [4], data: Uint8Array.of(1, 0, 0, 1) } as const, true],
  ["down and up", intTensor([3, 2, 2, 3, 4]), true],
  ["a leap", intTensor([0, 1, 3]), false],
  ["the whole of i32", intTensor([2147483647, -2147483648]), false],
  ["not whole", { type: "f32", shape: [2], data: Float32Array.of(0, 0.5) } as const, false],
])("neighbours differ by 1 at most: %s", (_, of, expected) => {
  expect(createRangeTable(of).isSteady).toBe(expected);
});
