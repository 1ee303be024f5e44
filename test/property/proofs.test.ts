/** @file What is proved of rows, keys and scores is so: at every row of random masks over random sizes, params and tensors, under the conditions that are named. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { proveKeys } from "#src/analysis/prove-keys.ts";
import { proveRows } from "#src/analysis/prove-rows.ts";
import { proveScore } from "#src/analysis/prove-score.ts";
import { printCondition, type WholeSum } from "#src/analysis/whole-sum.ts";
import { createMachine, float32Domain, float64Domain, type Machine } from "#src/ir/machine.ts";
import { parseVariant } from "#src/ir/parse.ts";
import { clampedReader, type Tensor } from "#src/ir/tensor.ts";
import { levels } from "#src/ir/variables.ts";
import type { Variant } from "#src/ir/variant.ts";
import { runPasses } from "#src/passes/index.ts";
import { callArbitrary, inputs, randomTensor, scoreArbitrary, variantText } from "#test/support/ir-arbitrary.ts";
import { booleanText, floatText, maskCase, type MaskCase } from "#test/support/mask-arbitrary.ts";
import { propertyOptions } from "#test/support/seed.ts";

const declarations = `
  input doc: i32[Sq]
  input off: i32[12]
  input wild: i32[Skv]
  input keep: bool[Skv]
  input cell: bool[9, Skv]
  input reach: i32[B, Hq]
  input slope: f32[Skv]
  param window: i32 = 1
`;

const variantOf = ({ text }: MaskCase): Variant => parseVariant(`variant v {${declarations} mask ${text} }`);

type Visit = (keys: readonly number[], holds: (condition: WholeSum) => boolean, place: string) => void;

/** Shows the allowed keys of every row, by evaluating the mask at every pair. */
function eachRow({ sections: { mask } }: Variant, { request }: MaskCase, conditions: readonly WholeSum[], visit: Visit): void {
  const { sizes, params, tensors } = request;
  const roots = [mask!, ...conditions.flatMap(({ terms }) => [...terms.keys()])];
  const machine = createMachine(roots, float64Domain(clampedReader(tensors as ReadonlyMap<string, Tensor>)));
  for (const [name, value] of Object.entries({ ...sizes, ...params })) machine.set(name, value);
  for (let b = 0; b < sizes["B"]!; b++) {
    for (let h = 0; h < sizes["Hq"]!; h++) {
      const hkv = Math.floor((h * sizes["Hkv"]!) / sizes["Hq"]!);
      for (const [name, value] of Object.entries({ b, h, hkv })) machine.set(name, value);
      for (let q = 0; q < sizes["Sq"]!; q++) {
        visit(keysOf(machine, sizes["Skv"]!, q, mask!), (condition) => valueOf(machine, condition) >= 0, `b ${b}, h ${h}, q ${q}`);
      }
    }
  }
}

function keysOf(machine: Machine<number>, count: number, q: number, mask: NonNullable<Variant["sections"]["mask"]>): number[] {
  machine.set("q_idx", q);
  machine.run(levels.uniform);
  machine.run(levels.row);
  return Array.from({ length: count }, (_, k) => k).filter((k) => {
    machine.set("kv_idx", k);
    machine.run(levels.column);
    machine.run(levels.pair);
    return machine.get(mask) !== 0;
  });
}

const valueOf = (machine: Machine<number>, { constant, terms }: WholeSum): number =>
  [...terms].reduce((sum, [node, coefficient]) => sum + coefficient * machine.get(node), constant);

/** Masks as they are, and after the passes, as the compiler proves them. */
const cases = fc.tuple(
  fc.oneof(
    { weight: 4, arbitrary: maskCase(booleanText(1)) },
    { weight: 4, arbitrary: maskCase(booleanText(2)) },
    { weight: 1, arbitrary: maskCase(booleanText(0)) },
    { weight: 1, arbitrary: maskCase(floatText()) },
  ),
  fc.boolean(),
);

it("rows that are proved to have keys have keys", { timeout: 600_000 }, () => {
  const counts = { always: 0, conditional: 0, met: 0 };
  const check = fc.property(cases, ([test, isOptimised]) => {
    const variant = isOptimised ? runPasses(variantOf(test)) : variantOf(test);
    if (!variant.sections.mask) return;
    const { conditions } = proveRows(variant);
    if (!conditions) return;
    counts[conditions.length === 0 ? "always" : "conditional"]++;
    eachRow(variant, test, conditions, (keys, holds, place) => {
      const isMet = conditions.every(holds);
      counts.met += +(isMet && conditions.length > 0);
      if (isMet && keys.length === 0) throw new Error(`no key at ${place}, if ${conditions.map(printCondition).join(" and ")}`);
    });
  });
  fc.assert(check, propertyOptions("rows are never empty", 900));
  console.info(`proved: ${JSON.stringify(counts)}`);
  expect(Math.min(counts.always, counts.conditional)).toBeGreaterThan(50);
  expect(counts.met).toBeGreaterThan(1000);
});

it("keys that are proved to be neighbours are neighbours", { timeout: 600_000 }, () => {
  let proved = 0;
  let several = 0;
  const check = fc.property(cases, ([test, isOptimised]) => {
    const variant = isOptimised ? runPasses(variantOf(test)) : variantOf(test);
    if (!variant.sections.mask || !proveKeys(variant).isProved) return;
    proved++;
    eachRow(variant, test, [], (keys, _, place) => {
      several += +(keys.length > 1 && keys.length < test.request.sizes["Skv"]!);
      if (keys.length > 0 && keys.at(-1)! - keys[0]! >= keys.length) throw new Error(`keys ${keys.join()} at ${place}`);
    });
  });
  fc.assert(check, propertyOptions("keys are neighbours", 600));
  console.info(`proved: ${proved}, rows with some keys and not all: ${several}`);
  expect(proved).toBeGreaterThan(100);
  expect(several).toBeGreaterThan(1000);
});

const dots = [0, 1, -1, 30, -1e30, 3e38, -3e38, -Infinity, Infinity, Number.NaN];

it("scores that are proved to be above −∞ are", { timeout: 600_000 }, () => {
  let proved = 0;
  const check = fc.property(scoreArbitrary(), callArbitrary({ depth: 1 }), fc.nat(), (text, { sizes, scalars }, seed) => {
    const variant = parseVariant(variantText({ score: text }));
    const { score } = variant.sections;
    if (!proveScore(variant).isProved) return;
    proved++;
    const tensors = new Map(
      variant.inputs.map(({ name, type }) => [
        name,
        randomTensor(
          type,
          inputs[name]!.dims.map((dim) => ({ ...sizes, ...scalars })[dim as "B"]),
          seed,
        ),
      ]),
    );
    for (const domain of [float64Domain, float32Domain]) {
      const machine = createMachine([score!], domain(clampedReader(tensors)));
      const last = { b: sizes.B - 1, h: sizes.Hq - 1, hkv: sizes.Hkv - 1, q_idx: sizes.Sq - 1, kv_idx: sizes.Skv - 1 };
      for (const at of [{ b: 0, h: 0, hkv: 0, q_idx: 0, kv_idx: 0 }, last]) {
        for (const dot of dots) {
          for (const [name, value] of Object.entries({ ...sizes, ...scalars, ...at, score: dot })) machine.set(name, value);
          levels.inOrder.forEach((level) => machine.run(level));
          if (machine.get(score!) === -Infinity) throw new Error(`−∞ at ${JSON.stringify({ ...at, dot })}`);
        }
      }
    }
  });
  fc.assert(check, propertyOptions("scores are above −∞", 2000));
  console.info(`proved: ${proved}`);
  expect(proved).toBeGreaterThan(200);
});
