/** @file The passes keep the meaning: every rule on random operands, and the whole pipeline on random programs. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bindings, Pattern, Sort } from "#src/ir/match.ts";
import { build, parsePattern, variablesOf } from "#src/ir/match.ts";
import { createGraph, type Graph, type Node } from "#src/ir/node.ts";
import { parseNode, parseVariant } from "#src/ir/parse.ts";
import { printNode, printVariant } from "#src/ir/print.ts";
import { createRanges } from "#src/ir/range.ts";
import { prepareRule, type TextRule } from "#src/ir/rule.ts";
import { readType, type ScalarType } from "#src/ir/types.ts";
import { verifyVariant } from "#src/ir/verify.ts";
import type { Variant } from "#src/ir/variant.ts";
import { foldConstants } from "#src/passes/fold-constants.ts";
import { pipeline, runPasses } from "#src/passes/index.ts";
import { expressionArbitrary, inputs, params, variantArbitrary, variantText } from "#test/support/ir-arbitrary.ts";
import { agree, evaluateAt, f32Arbitrary, i32Arbitrary, pointArbitrary, type Point } from "#test/support/ir-evaluate.ts";
import { propertyOptions } from "#test/support/seed.ts";

const declared = parseVariant(
  `variant all { ${Object.entries(inputs)
    .map(([name, { type, dims }]) => `input ${name}: ${type}[${dims.join(", ")}]`)
    .join(" ")} }`,
);

function read(text: string, graph: Graph): Node {
  const nodes = new Map(Object.entries(params).map(([name, [type]]) => [name, graph.variable(name, type)]));
  return parseNode(text, graph, { nodes, inputs: new Map(Object.entries(inputs).map(([name, { type }]) => [name, readType(type)])) });
}

/** A way to fill a pattern variable: given as text, or as a constant. */
const texts = Object.fromEntries(
  (["bool", "i32", "f32"] as const).map((type) => [type, expressionArbitrary(type === "f32" ? "exact" : type, { depth: 2, score: true })]),
);

/** Operands with narrow ranges, so that conditions come true. */
const plain = {
  bool: fc.constantFrom("strict", "lt(q_idx, kv_idx)", "eq(h, 1)", "ge(score, 0.5)"),
  i32: fc.constantFrom("q_idx", "h", "Sq", "rem(kv_idx, 4)", "neg(rem(h, 8))", "1", "3", "4", "100", "-5", "-1000"),
  f32: fc.constantFrom("score", "to_f32(rem(kv_idx, 4))", "neg(to_f32(h))", "0.5", "1.0", "3.0", "4.0", "-1.0", "-1000.0"),
};

const sizes = fc.constantFrom(1, 2, 3, 4, 8, 16, 100, 128, 0.5, 0.125, -1, -2, 0);

function filling(sort: Sort, type: ScalarType): fc.Arbitrary<string | number> {
  if (!sort.constant) return fc.oneof({ weight: 3, arbitrary: plain[type] }, { weight: 1, arbitrary: texts[type]! });
  return type === "i32"
    ? fc.oneof(sizes.map(Math.trunc), i32Arbitrary)
    : fc.oneof(
        sizes,
        f32Arbitrary.map(Math.fround).filter((x) => !Number.isNaN(x)),
      );
}

/** The choices of number type for a rule's variables: each sort's own, with all that are free to differ taking the same. */
function fillings(pattern: Pattern, numbers: "i32" | "f32"): fc.Arbitrary<Record<string, string | number>> {
  const typeOf = (sort: Sort): ScalarType => (sort.types.length === 1 ? sort.types[0]! : numbers);
  return fc.record(Object.fromEntries([...variablesOf(pattern)].map(([name, sort]) => [name, filling(sort, typeOf(sort))])));
}

/** The pattern filled in, or `undefined` where the types do not go together. */
function instance(pattern: Pattern, given: Record<string, string | number>, numbers: "i32" | "f32", graph: Graph): Node | undefined {
  const bound: Bindings = {};
  for (const [name, value] of Object.entries(given)) bound[name] = typeof value === "number" ? graph.constant(value, numbers) : read(value, graph);
  try {
    return build(pattern, graph, bound, numbers);
  } catch {
    return undefined;
  }
}

/** Random values for the pattern's variables, until some make the rule apply; how often it did. Some rules ask much: those get more batches. */
function countApplications(rule: TextRule, options: fc.Parameters<unknown>): number {
  let applied = 0;
  for (let batch = 0; batch < 20 && applied < 20; batch++) applied += applyToBatch(rule, { ...options, seed: options.seed! + batch });
  return applied;
}

function applyToBatch(rule: TextRule, options: fc.Parameters<unknown>): number {
  const ready = prepareRule(rule);
  const pattern = parsePattern(rule.before);
  let applied = 0;
  const cases = fc
    .constantFrom("i32" as const, "f32" as const)
    .chain((numbers) => fc.tuple(fc.constant(numbers), fillings(pattern, numbers), fc.array(pointArbitrary, { minLength: 4, maxLength: 4 })));
  const check = fc.property(cases, ([numbers, given, points]) => {
    const graph = createGraph();
    const before = instance(pattern, given, numbers, graph);
    if (before?.kind !== "apply" || !ready.concerns(before.op)) return;
    const after = ready.apply(before, { graph, ranges: createRanges(declared) });
    if (!after) return;
    applied++;
    expect(after.type).toBe(before.type);
    for (const point of points) expectEqual(before, after, point);
  });
  fc.assert(check, options as object);
  return applied;
}

function expectEqual(before: Node, after: Node, point: Point, relative: number = before.type === "f32" ? 1e-6 : 0): void {
  const [a, b] = evaluateAt([before, after], point) as [number, number];
  if (!agree(a, b, relative)) throw new Error(`${printNode(before)} is ${a}, ${printNode(after)} is ${b}`);
}

const passes = pipeline.flatMap((stage) => stage.passes);

describe("rules", () => {
  for (const pass of passes) {
    const rules = (pass.rules ?? []).filter((rule) => rule.kind === "text");
    if (rules.length === 0) continue;
    it(`each rule of ${pass.name} keeps the meaning, and applies`, () => {
      const options = propertyOptions(`each of the ${rules.length} rules of ${pass.name}`, 600);
      const idle = rules.filter((rule) => countApplications(rule, options) === 0);
      expect(idle.map((rule) => rule.name)).toEqual([]);
    });
  }
});

const programs = variantArbitrary();
const points = fc.array(pointArbitrary, { minLength: 6, maxLength: 6 });

/** The score where it counts, else "masked". */
function outcomes(variant: Variant, point: Point): number | "masked" {
  const { graph, sections } = variant;
  const [mask, score] = evaluateAt([sections.mask ?? graph.constant(1, "bool"), sections.score ?? graph.variable("score", "f32")], point) as [
    number,
    number,
  ];
  return mask === 0 || score === -Infinity ? "masked" : score;
}

describe("the pipeline", () => {
  it("keeps the meaning of random programs, and every pass leaves a sound graph", () => {
    const check = fc.property(programs, points, (text, where) => {
      const variant = parseVariant(text);
      // Folding rounds constants to f32, which may be far off after a cancellation; it has a test of its own.
      const folded = foldConstants.run(variant, { ranges: createRanges(variant) });
      const done = runPasses(folded, { printAfter: (pass, now) => expect(verifyVariant(now), pass).toEqual([]) });
      for (const point of where) {
        const [a, b] = [outcomes(folded, point), outcomes(done, point)];
        if (a === b || (typeof a === "number" && typeof b === "number" && agree(a, b, 1e-5))) continue;
        throw new Error(`${printVariant(folded)}is ${a} and becomes\n${printVariant(done)}which is ${b}`);
      }
    });
    fc.assert(check, propertyOptions("passes keep the meaning of random programs", 1500));
  });

  it("keeps the meaning of masks exactly, folding included", () => {
    const check = fc.property(expressionArbitrary("bool", { depth: 5 }), points, (mask, where) => {
      const variant = parseVariant(variantText({ mask }));
      const done = runPasses(variant);
      for (const point of where) expect(outcomes(done, point) === "masked", printVariant(done)).toBe(outcomes(variant, point) === "masked");
    });
    fc.assert(check, propertyOptions("passes keep the meaning of random masks", 1500));
  });

  it("is a fixed point of itself", () => {
    const check = fc.property(programs, (text) => {
      const once = runPasses(parseVariant(text));
      expect(printVariant(runPasses(once))).toBe(printVariant(once));
    });
    fc.assert(check, propertyOptions("passes done twice are passes done once", 1000));
  });

  it("gives the same text however the graph was built", () => {
    const check = fc.property(programs, (text) => {
      const crowded = createGraph();
      for (const name of ["kv_idx", "h", "q_idx"]) crowded.apply("add", crowded.variable(name, "i32"), crowded.constant(1, "i32"));
      expect(printVariant(runPasses(parseVariant(text, crowded)))).toBe(printVariant(runPasses(parseVariant(text))));
    });
    fc.assert(check, propertyOptions("passes do not depend on the graph's history", 500));
  });
});
