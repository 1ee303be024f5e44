/** @file The block plan against dense evaluation, and boxes against the points inside them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { affineDomain, type Box, type Ranged } from "#src/analysis/affine.ts";
import { createClassifier } from "#src/analysis/classify.ts";
import { rangeLoads } from "#src/analysis/range-table.ts";
import { contains, point } from "#src/ir/interval.ts";
import { createMachine, float32Domain, float64Domain, type Domain, type Machine } from "#src/ir/machine.ts";
import { clampedReader, type Tensor } from "#src/ir/tensor.ts";
import type { Node } from "#src/ir/node.ts";
import { levels } from "#src/ir/variables.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { floatText, integerText, maskCase, booleanText, type MaskCase } from "#test/support/mask-arbitrary.ts";
import { denseCells, planCells } from "#test/support/plans.ts";
import { propertyOptions } from "#test/support/seed.ts";

test("the plan of an integer mask is the one that evaluating every point gives", () => {
  const compared: Record<string, number> = { "#": 0, "-": 0, ".": 0 };
  const holds = fc.property(maskCase(), ({ mask, request }) => {
    const cells = planCells(planBlocks(mask, request));
    for (const cell of cells.join("")) compared[cell]!++;
    expect(cells).toEqual(denseCells(mask, request));
  });
  fc.assert(holds, propertyOptions("plan = dense", 1000));
  console.info(`blocks compared: ${compared["#"]} full, ${compared["-"]} partial, ${compared["."]} empty`);
  expect(Math.min(...Object.values(compared))).toBeGreaterThan(500);
});

test("a plan with tensors that are not known never contradicts the dense mask", () => {
  const hidden = fc.subarray(["doc", "off", "wild", "keep", "cell", "reach"], { minLength: 1 });
  const holds = fc.property(maskCase(), hidden, ({ mask, request }, names) => {
    const tensors = new Map([...request.tensors].map(([name, tensor]) => [name, names.includes(name) ? undefined : tensor]));
    expectNoContradiction(planCells(planBlocks(mask, { ...request, tensors })), denseCells(mask, request));
  });
  fc.assert(holds, propertyOptions("plan without tensor values", 500));
});

test("a plan of a mask with f32 arithmetic never contradicts float64 or f32", () => {
  const holds = fc.property(maskCase(floatText()), ({ mask, request }) => {
    const cells = planCells(planBlocks(mask, request));
    expectNoContradiction(cells, denseCells(mask, request));
    expectNoContradiction(cells, denseCells(mask, request, float32Domain));
  });
  fc.assert(holds, propertyOptions("plan of f32 masks", 500));
});

function expectNoContradiction(planned: readonly string[], dense: readonly string[]): void {
  const wrong = planned.flatMap((line, r) =>
    [...line].flatMap((cell, c) => (cell === "-" || cell === dense[r]![c] ? [] : [{ r, c, cell, dense: dense[r]![c] }])),
  );
  expect(wrong).toEqual([]);
}

/** A machine with everything set but rows and columns. */
function entered<T>(root: Node, domain: Domain<T>, { request }: MaskCase, wrap: (value: number) => T): Machine<T> {
  const machine = createMachine([root], domain);
  for (const [name, value] of Object.entries({ ...request.sizes, ...request.params, b: 0, h: 0, hkv: 0 })) machine.set(name, wrap(value));
  return machine;
}

const sides = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 8, maxLength: 8 });

/** A box in the grid and two points of it. */
function boxIn({ request }: MaskCase, parts: readonly number[]): { box: Box; points: [number, number][] } {
  const [Sq, Skv] = [request.sizes["Sq"]!, request.sizes["Skv"]!];
  const within = (lo: number, hi: number, part: number): number => lo + Math.floor(part * (hi - lo + 1));
  const q0 = within(0, Sq - 1, parts[0]!);
  const k0 = within(0, Skv - 1, parts[1]!);
  const box = { q0, q1: within(q0, Sq - 1, parts[2]! ** 2), k0, k1: within(k0, Skv - 1, parts[3]! ** 2) };
  const pick = (a: number, b: number): [number, number] => [within(box.q0, box.q1, a), within(box.k0, box.k1, b)];
  return { box, points: [pick(parts[4]!, parts[5]!), pick(parts[6]!, parts[7]!), [box.q0, box.k1], [box.q1, box.k0]] };
}

test("a value lies in its interval over a box, and is what its affine form says", () => {
  let forms = 0;
  // The expression is the left side of a comparison, so that the same generator serves.
  const holds = fc.property(maskCase(integerText(3).map((text) => `eq(${text}, 0)`)), sides, (drawn, parts) => {
    const root = drawn.mask.args[0]!;
    const { box, points } = boxIn(drawn, parts);
    const ranges = entered<Ranged>(root, affineDomain(box, rangeLoads(drawn.request.tensors)), drawn, point);
    ranges.set("q_idx", { lo: box.q0, hi: box.q1, nan: false, form: { q: 1, k: 0, c: 0 } });
    ranges.set("kv_idx", { lo: box.k0, hi: box.k1, nan: false, form: { q: 0, k: 1, c: 0 } });
    levels.inOrder.forEach((level) => ranges.run(level));
    const found = ranges.get(root);
    const exact = entered(root, float64Domain(clampedReader(drawn.request.tensors as ReadonlyMap<string, Tensor>)), drawn, (x) => x);
    for (const [q, k] of points) {
      exact.set("q_idx", q);
      exact.set("kv_idx", k);
      levels.inOrder.forEach((level) => exact.run(level));
      const value = exact.get(root);
      expect(contains(found, value), `${value} in ${found.lo} … ${found.hi} at ${q}, ${k}`).toBe(true);
      if (found.form) expect(found.form.q * q + found.form.k * k + found.form.c + 0).toBe(value);
    }
    forms += +(found.form !== undefined);
  });
  fc.assert(holds, propertyOptions("value in box", 3000));
  console.info(`values with an affine form: ${forms}`);
  expect(forms).toBeGreaterThan(300);
});

test("a box that is decided holds no point of the other kind", () => {
  let decided = 0;
  const holds = fc.property(maskCase(booleanText(3)), sides, (drawn, parts) => {
    const { box, points } = boxIn(drawn, parts);
    const { sizes, params, tensors } = drawn.request;
    const classifier = createClassifier(drawn.mask, { scalars: { ...sizes, ...params }, tensors });
    classifier.enter(0, 0, 0);
    const found = classifier.box(box.q0, box.q1, box.k0, box.k1);
    for (const [q, k] of found === "unknown" ? [] : points) expect(classifier.point(q, k)).toBe(found);
    decided += +(found !== "unknown");
  });
  fc.assert(holds, propertyOptions("box against points", 2000));
  expect(decided).toBeGreaterThan(300);
});
