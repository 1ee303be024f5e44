/**
 * @file Random masks of integers over random tensors that are on the device alone: the plan that the device makes is the one that evaluating every
 * pair gives, and the CPU's. A kernel is made seldom and called often: each mask meets several sizes, tensors and params.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseVariant } from "#src/ir/parse.ts";
import { runPasses } from "#src/passes/index.ts";
import { countBlocks } from "#src/plan/block-plan.ts";
import { gpuDescribe } from "#test/support/device.ts";
import { booleanText, inputTypes, maskCase, targetArbitrary, type MaskCase } from "#test/support/mask-arbitrary.ts";
import { denseCells, planCells } from "#test/support/plans.ts";
import { createRefiner, type Refiner } from "#test/support/refined-plans.ts";
import { propertyOptions } from "#test/support/seed.ts";

const callsPerKernel = 4;

const ranks: Readonly<Record<string, number>> = { cell: 2, reach: 2 };

/** The mask as a variant; the dims of its tensors are sizes that they introduce. */
const variantText = (mask: string): string => {
  const inputs = Object.entries(inputTypes).filter(([name]) => mask.includes(`${name}[`));
  const dims = (name: string) => Array.from({ length: ranks[name] ?? 1 }, (_, axis) => `${name}_${axis}`).join(", ");
  const declared = inputs.map(([name, type]) => `input ${name}: ${type}[${dims(name)}]`);
  return `variant random { ${declared.join(" ")} param window: i32 = 0 mask ${mask} }`;
};

/** A mask that surely reads a tensor, a target, and calls. */
const drawn = fc
  .tuple(fc.constantFrom("doc[q_idx]", "wild[kv_idx]", "off[doc[kv_idx]]"), booleanText(1), targetArbitrary, fc.boolean())
  .chain(([read, other, target, isShared]) => {
    const text = `and(${other}, le(${read}, sub(kv_idx, q_idx)))`;
    const calls = fc.array(maskCase(fc.constant(text), fc.constant(target)), { minLength: callsPerKernel, maxLength: callsPerKernel });
    return fc.record({ text: fc.constant(text), target: fc.constant(target), isShared: fc.constant(isShared), calls });
  });

async function expectExact({ kernel, refine }: Refiner, { mask, request }: MaskCase): Promise<void> {
  const { B, Sq, Skv } = request.sizes as Record<"B" | "Sq" | "Skv", number>;
  const inputs = Object.fromEntries([...request.tensors].flatMap(([name, tensor]) => (tensor && readsIn(kernel, name) ? [[name, tensor]] : [])));
  const options = { B, Sq, Skv, params: request.params as Record<string, number> };
  const refined = await refine(inputs, options);
  expect(planCells(refined)).toEqual(denseCells(mask, request));
  expect(countBlocks(refined)).toEqual(countBlocks(kernel.plan(options, inputs)));
}

const readsIn = ({ manifest }: Refiner["kernel"], input: string): boolean => manifest.mask.inputs.some(({ name }) => name === input);

gpuDescribe("random masks over tensors on the device", () => {
  it("are planned as evaluating every pair plans them", { timeout: 900_000 }, async () => {
    let planners = 0;
    await fc.assert(
      fc.asyncProperty(drawn, async ({ text, target: { Hkv, group, block }, isShared, calls }) => {
        const variant = parseVariant(variantText(text));
        fc.pre(runPasses(variant).sections.mask?.kind === "apply");
        const refiner = await createRefiner(variant, { Hq: Hkv * group, Hkv, D: 1, block }, isShared ? "gpu" : "quick");
        planners++;
        for (const call of calls) await expectExact(refiner, call);
      }),
      propertyOptions("device plans", 24),
    );
    console.info(`device plans: ${planners} planners, ${planners * callsPerKernel} calls`);
  });
});
