/** @file The block plan against dense evaluation, and boxes against the points inside them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { affineDomain, constantly, over, type Box, type Ranged } from "#src/analysis/affine.ts";
import { createClassifier, isDecided } from "#src/analysis/classify.ts";
import { coefficientsOf, everywhere } from "#src/analysis/direction.ts";
import { rangeLoads } from "#src/analysis/range-table.ts";
import { findSlide } from "#src/analysis/slide.ts";
import { contains, point } from "#src/ir/interval.ts";
import { createMachine, float32Domain, float64Domain, type Domain, type Machine } from "#src/ir/machine.ts";
import { clampedReader, type Tensor } from "#src/ir/tensor.ts";
import { topological, type Node } from "#src/ir/node.ts";
import { levels } from "#src/ir/variables.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { floatText, integerText, maskCase, booleanText, targetArbitrary, type MaskCase } from "#test/support/mask-arbitrary.ts";
import { denseCells, planCells } from "#test/support/plans.ts";
import { propertyOptions } from "#test/support/seed.ts";

test("the plan of an integer mask is the one that evaluating every point gives", { timeout: 600_000 }, () => {
  const compared: Record<string, number> = { "#": 0, "-": 0, ".": 0 };
  const holds = fc.property(maskCase(), ({ mask, request }) => {
    const cells = planCells(planBlocks(mask, request));
    for (const cell of cells.join("")) compared[cell]!++;
    expect(cells).toEqual(denseCells(mask, request));
  });
  fc.assert(holds, propertyOptions("plan = dense", 2400));
  console.info(`blocks compared: ${compared["#"]} full, ${compared["-"]} partial, ${compared["."]} empty`);
  expect(Math.min(...Object.values(compared))).toBeGreaterThan(500);
});

test("the same in grids of many small blocks, where much is copied and swept", { timeout: 600_000 }, () => {
  const side = fc.integer({ min: 1, max: 8 });
  const targets = targetArbitrary.chain((target) => fc.tuple(side, side).map((block) => ({ ...target, block })));
  const holds = fc.property(maskCase(fc.oneof(booleanText(1), booleanText(2)), targets), ({ mask, request }) => {
    expect(planCells(planBlocks(mask, request))).toEqual(denseCells(mask, request));
  });
  fc.assert(holds, propertyOptions("plan of small blocks = dense", 800));
});

test("a plan with tensors that are not known never contradicts the dense mask", { timeout: 600_000 }, () => {
  const hidden = fc.subarray(["doc", "off", "wild", "keep", "cell", "reach"], { minLength: 1 });
  const holds = fc.property(maskCase(), hidden, ({ mask, request }, names) => {
    const tensors = new Map([...request.tensors].map(([name, tensor]) => [name, names.includes(name) ? undefined : tensor]));
    expectNoContradiction(planCells(planBlocks(mask, { ...request, tensors })), denseCells(mask, request));
  });
  fc.assert(holds, propertyOptions("plan without tensor values", 500));
});

test("a plan of a mask with f32 arithmetic never contradicts float64 or f32", { timeout: 600_000 }, () => {
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
    const ranges = entered<Ranged>(root, affineDomain(box, rangeLoads(drawn.request.tensors)), drawn, (x) => constantly(point(x)));
    ranges.set("q_idx", over(box, 1, 0, 0));
    ranges.set("kv_idx", over(box, 0, 1, 0));
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
    for (const [q, k] of isDecided(found) ? points : []) expect(classifier.point(q, k).lo).toBe(found.lo);
    decided += +isDecided(found);
  });
  fc.assert(holds, propertyOptions("box against points", 2000));
  expect(decided).toBeGreaterThan(300);
});

/** All rows and columns of a small box. */
function pairsOf({ q0, q1, k0, k1 }: Box): [number, number][] {
  const between = (lo: number, hi: number): number[] => Array.from({ length: hi - lo + 1 }, (_, i) => lo + i);
  return between(q0, q1).flatMap((q) => between(k0, k1).map((k): [number, number] => [q, k]));
}

/** A box of a case that can be gone through pair by pair, near the corner, where most masks bend. */
function smallBox({ request: { sizes } }: MaskCase, parts: readonly number[], most: number): Box {
  const side = (length: number, place: number, share: number): [number, number] => {
    const first = Math.floor(place * Math.min(length, 48));
    return [first, Math.min(length - 1, first + Math.floor((1 - share ** 2) * most))];
  };
  const [[q0, q1], [k0, k1]] = [side(sizes["Sq"]!, parts[0]!, parts[2]!), side(sizes["Skv"]!, parts[1]!, parts[3]!)];
  return { q0, q1, k0, k1 };
}

/** What an expression is over a box, and at a pair of it. */
function evaluators(root: Node, drawn: MaskCase, box: Box) {
  const loads = rangeLoads(drawn.request.tensors);
  const ranges = entered<Ranged>(root, affineDomain(box, loads), drawn, (x) => constantly(point(x)));
  ranges.set("q_idx", over(box, 1, 0, 0));
  ranges.set("kv_idx", over(box, 0, 1, 0));
  levels.inOrder.forEach((level) => ranges.run(level));
  const exact = entered(root, float64Domain(clampedReader(drawn.request.tensors as ReadonlyMap<string, Tensor>)), drawn, (x) => x);
  const at = (q: number, k: number): number => {
    exact.set("q_idx", q);
    exact.set("kv_idx", k);
    levels.inOrder.forEach((level) => exact.run(level));
    return exact.get(root);
  };
  return { value: ranges.get(root), valueOf: (node: Node) => ranges.get(node), at };
}

const simpleMask = fc.oneof(booleanText(0), booleanText(1));

test("a value that is said to leave no gaps takes every whole number between its bounds, and none else", () => {
  const seen = { number: 0, mask: 0 };
  const numbers = maskCase(integerText(2).map((text) => `eq(${text}, 0)`)).map((drawn) => ({
    drawn,
    root: drawn.mask.args[0]!,
    kind: "number" as const,
  }));
  const masks = maskCase(simpleMask).map((drawn) => ({ drawn, root: drawn.mask, kind: "mask" as const }));
  const holds = fc.property(fc.oneof(numbers, masks), sides, ({ drawn, root, kind }, parts) => {
    const box = smallBox(drawn, parts, 24);
    const { value, at } = evaluators(root, drawn, box);
    if (!value.gapless || value.lo === value.hi) return;
    seen[kind]++;
    const taken = new Set(pairsOf(box).map(([q, k]) => at(q, k) + 0));
    expect([taken.size, Math.min(...taken), Math.max(...taken)]).toEqual([value.hi - value.lo + 1, value.lo, value.hi]);
  });
  fc.assert(holds, propertyOptions("no gaps", 4000));
  console.info(`without gaps: ${seen.number} numbers, ${seen.mask} masks`);
  expect(Math.min(seen.number, seen.mask)).toBeGreaterThan(80);
});

test("a value that moves along one direction is the same wherever that is", () => {
  let moving = 0;
  const holds = fc.property(maskCase(simpleMask), sides, (drawn, parts) => {
    const box = smallBox(drawn, parts, 24);
    const { value, at } = evaluators(drawn.mask, drawn, box);
    if (value.along === everywhere || value.lo === value.hi) return;
    moving++;
    const { q: a, k: b } = coefficientsOf(value.along);
    const known = new Map<number, number>();
    for (const [q, k] of pairsOf(box)) {
      const place = a * q + b * k;
      expect(at(q, k), `${q}, ${k}`).toBe(known.get(place) ?? at(q, k));
      known.set(place, at(q, k));
    }
  });
  fc.assert(holds, propertyOptions("along one direction", 3000));
  console.info(`undecided masks that move along one direction: ${moving}`);
  expect(moving).toBeGreaterThan(200);
});

test("a mask that is said to repeat itself does", () => {
  let repeating = 0;
  const drawn = fc.tuple(maskCase(booleanText(2)), sides, fc.constantFrom(1, 2, 4), fc.integer({ min: 1, max: 12 }));
  const holds = fc.property(drawn, ([found, parts, step, most]) => {
    const box = smallBox(found, parts, 24);
    const { valueOf, at } = evaluators(found.mask, found, box);
    const slide = findSlide(topological([found.mask]), valueOf, step, most);
    if (!slide) return;
    repeating++;
    for (const [q, k] of pairsOf({ ...box, q1: box.q1 - slide.rows, k1: box.k1 - slide.columns })) {
      expect(at(q + slide.rows, k + slide.columns), `${q}, ${k}`).toBe(at(q, k));
    }
  });
  fc.assert(holds, propertyOptions("repeats itself", 4000));
  console.info(`masks that repeat themselves: ${repeating}`);
  expect(repeating).toBeGreaterThan(300);
});
