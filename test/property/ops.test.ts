/** @file The table of operations holds what it says: values lie in their intervals, derivatives agree with finite differences. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { int32, contains, point as exactly, type Interval } from "#src/ir/interval.ts";
import { float32Domain, float64Domain } from "#src/ir/machine.ts";
import { createGraph, type Apply, type Graph, type Node } from "#src/ir/node.ts";
import { opNames, row, type Algebra } from "#src/ir/ops.ts";
import { parseVariant } from "#src/ir/parse.ts";
import { printNode } from "#src/ir/print.ts";
import { largestSize, rangeRule, typeRange } from "#src/ir/range.ts";
import type { ScalarType } from "#src/ir/types.ts";
import { builtins } from "#src/ir/variables.ts";
import { rootsOf } from "#src/ir/variant.ts";
import { applications, inputs, variantArbitrary } from "#test/support/ir-arbitrary.ts";
import { evaluateAt, f32Arbitrary, i32Arbitrary, intervalsOf, pointArbitrary } from "#test/support/ir-evaluate.ts";
import { propertyOptions } from "#test/support/seed.ts";

/** An interval of a type and a value in it. */
interface Sample {
  readonly range: Interval;
  readonly value: number;
}

const widths: Readonly<Record<"i32" | "f32", fc.Arbitrary<number>>> = {
  i32: fc.oneof(fc.constantFrom(0, 1, 2, 2 ** 32), fc.nat({ max: 70 }), fc.nat()),
  f32: fc.oneof(fc.constantFrom(0, 0.125, Infinity), fc.float({ min: 0, noNaN: true }), fc.nat({ max: 9 })),
};

function around(value: number, below: number, above: number, nan: boolean, type: "i32" | "f32"): Interval {
  const all = typeRange(type);
  if (Number.isNaN(value)) return { lo: -below, hi: above, nan: true };
  const shifted = (by: number): number => (Number.isNaN(value + by) ? value : value + by);
  return { lo: Math.max(all.lo, shifted(-below)), hi: Math.min(all.hi, shifted(above)), nan: type === "f32" && nan };
}

function sampleOf(type: ScalarType): fc.Arbitrary<Sample> {
  if (type === "bool") {
    return fc
      .tuple(fc.boolean(), fc.boolean())
      .map(([value, free]) => ({ value: +value, range: { lo: free ? 0 : +value, hi: free ? 1 : +value, nan: false } }));
  }
  const values = type === "i32" ? i32Arbitrary : f32Arbitrary.map(Math.fround);
  return fc
    .tuple(values, widths[type], widths[type], fc.boolean())
    .map(([value, below, above, nan]) => ({ value, range: around(value, below, above, nan, type) }));
}

/** A row applied to variables of the given types. */
function applied(op: string, types: readonly ScalarType[], graph: Graph = createGraph()): Apply {
  return graph.apply(op, ...types.map((type, i) => graph.variable(`x${i}`, type))) as Apply;
}

const noTensor = (): number => Number.NaN;

describe("every row", () => {
  it("has its value inside its interval, in float64 and in f32", () => {
    const { seed, numRuns } = propertyOptions<unknown>(`value inside interval, each of ${applications.length} typed rows`, 1500);
    for (const { op, types } of applications) {
      const node = applied(op, types);
      const [exact, rounded] = [float64Domain(noTensor).apply(node), float32Domain(noTensor).apply(node)];
      const check = fc.property(fc.tuple(...types.map(sampleOf)), (samples) => {
        const found = rangeRule(node)(...samples.map(({ range }) => range));
        for (const meaning of [exact, rounded]) {
          const value = meaning(...samples.map((sample) => sample.value));
          if (!contains(found, value)) throw new Error(`${op}: ${value} is not in ${JSON.stringify(found)} for ${types.join(", ")}`);
        }
      });
      fc.assert(check, { seed: seed!, numRuns: numRuns! });
    }
  });

  it("is known exactly where its operands are, if its result is whole", () => {
    const whole = applications.filter(({ op, types }) => types.every((type) => type !== "f32") && applied(op, types).type !== "f32");
    const { seed, numRuns } = propertyOptions<unknown>(`exact at points, each of ${whole.length} typed rows`, 500);
    for (const { op, types } of whole) {
      const node = applied(op, types);
      const exact = float64Domain(noTensor).apply(node);
      const check = fc.property(fc.tuple(...types.map(sampleOf)), (samples) => {
        const values = samples.map(({ value }) => value);
        const { lo, hi, nan } = rangeRule(node)(...values.map(exactly));
        expect({ op, values, lo: lo + 0, hi: hi + 0, nan }).toEqual({ op, values, lo: exact(...values) + 0, hi: exact(...values) + 0, nan: false });
      });
      fc.assert(check, { seed: seed!, numRuns: numRuns! });
    }
  });

  it("has, where it has a derivative, one that agrees with finite differences", () => {
    const rows = opNames.filter((op) => row(op).derivative);
    const { seed, numRuns } = propertyOptions<unknown>(`derivative, each of ${rows.length} rows`, 300);
    const compared = rows.map((op) => [op, compareDerivative(op, seed!, numRuns!)] as const);
    expect(compared.filter(([, count]) => count < 20)).toEqual([]);
  });
});

/** Checks one row's derivative and tells at how many points it could be compared: not next to a jump or a kink. */
function compareDerivative(op: string, seed: number, numRuns: number): number {
  const graph = createGraph();
  const found = applications.find((candidate) => candidate.op === op && candidate.types.includes("f32"))!;
  const node = applied(op, found.types, graph);
  const algebra: Algebra<Node> = { op: (name, ...args) => graph.apply(name, ...args), real: (value) => graph.constant(value, "f32") };
  const partials = row(op).derivative!(algebra, node.args, node);
  const operand = (type: ScalarType, i: number): fc.Arbitrary<number> =>
    type === "bool" ? fc.integer({ min: 0, max: 1 }) : fc.integer({ min: -256, max: 256 }).map((n) => n / 64 + (i + 1) / 999);
  let compared = 0;
  const check = fc.property(fc.tuple(...found.types.map(operand)), (values) => {
    partials.forEach((partial, i) => {
      if (!partial || found.types[i] !== "f32") return;
      const slopes = [1e-4, 5e-5].map((step) => centralDifference(node, values, i, step));
      // Where halving the step changes the slope, a kink, a pole or an end is too near for the comparison to mean anything.
      if (!slopes.every(Number.isFinite) || Math.abs(slopes[0]! - slopes[1]!) > 1e-5 * (1 + Math.abs(slopes[0]!))) return;
      compared++;
      const [value] = evaluateAt([partial], pointAt(values)) as [number];
      if (Math.abs(value - slopes[1]!) > 1e-4 * (1 + Math.abs(value)))
        throw new Error(`${op}'s derivative by operand ${i} is ${slopes[1]}, ${printNode(partial)} gives ${value}`);
    });
  });
  fc.assert(check, { seed, numRuns });
  return compared;
}

const pointAt = (values: readonly number[]) => ({ values: Object.fromEntries(values.map((value, i) => [`x${i}`, value])), seed: 0 });

function centralDifference(node: Node, values: readonly number[], i: number, step: number): number {
  const at = (shift: number): number => evaluateAt([node], pointAt(values.map((value, k) => (k === i ? value + shift : value))))[0]!;
  return (at(step) - at(-step)) / (2 * step);
}

describe("whole expressions", () => {
  it("have their values inside their intervals", () => {
    const check = fc.property(variantArbitrary(), pointArbitrary, fc.func(widths.i32), (text, point, width) => {
      const variant = parseVariant(text);
      const roots = rootsOf(variant);
      const ranges = Object.fromEntries(
        Object.entries(point.values).map(([name, value]) => [name, rangeAround(name, value, width(name, 0), width(name, 1), variant.params)]),
      );
      const found = intervalsOf(roots, ranges, (input) => typeRange(inputs[input]!.type));
      for (const precision of ["f64", "f32"] as const) {
        evaluateAt(roots, point, precision).forEach((value, i) => {
          if (!contains(found[i]!, value)) throw new Error(`${printNode(roots[i]!)} is ${value}, not in ${JSON.stringify(found[i])}`);
        });
      }
    });
    fc.assert(check, propertyOptions("value of a random expression inside its interval", 3000));
  });
});

function rangeAround(
  name: string,
  value: number,
  below: number,
  above: number,
  params: readonly { readonly name: string; readonly type: ScalarType }[],
): Interval {
  const type = builtins[name]?.type ?? params.find((param) => param.name === name)?.type ?? "i32";
  if (type === "bool") return { lo: 0, hi: 1, nan: false };
  if (type === "f32") return around(value, below, above, below % 2 === 1, "f32");
  const range = around(value, below, above, false, "i32");
  const all = builtins[name] ? { lo: 0, hi: largestSize } : int32;
  return { lo: Math.max(all.lo, range.lo), hi: Math.min(all.hi, range.hi), nan: false };
}
