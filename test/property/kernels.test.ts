/**
 * @file Random programs on random shapes: the kernel equals the reference within its error budget. A kernel is made seldom and called
 * often: each program runs on several shapes, params and tensors of the same compiled kernel.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseVariant } from "#src/ir/parse.ts";
import type { Variant } from "#src/ir/variant.ts";
import { compareWithBudget, rowBudgets } from "#src/reference/budget.ts";
import type { DenseProblem, DenseSizes } from "#src/reference/dense.ts";
import { compile } from "#src/runtime/compile.ts";
import type { Kernel } from "#src/runtime/kernel.ts";
import { gpuDescribe, testDevice } from "#test/support/device.ts";
import { hash, inputs, randomTensor, variantArbitrary } from "#test/support/ir-arbitrary.ts";
import { propertyOptions } from "#test/support/seed.ts";

const callsPerKernel = 4;

/** What a kernel is compiled for; the shapes of its calls follow from the seed. */
const targetArbitrary = fc.record({
  text: variantArbitrary({ tame: true }),
  Hkv: fc.integer({ min: 1, max: 3 }),
  group: fc.integer({ min: 1, max: 3 }),
  D: fc.constantFrom(1, 3, 8, 17),
  Dv: fc.constantFrom(1, 2, 5, 12),
  block: fc.constantFrom([16, 16], [64, 16], [17, 48], [64, 64]),
  isStaged: fc.integer({ min: 0, max: 15 }).map((n) => n === 0),
  seed: fc.nat(),
});

const between = (seed: number, salt: number, least: number, most: number): number => least + (hash(seed, [salt]) % (most - least + 1));

function problemFor(variant: Variant, base: Pick<DenseSizes, "Hq" | "Hkv" | "D" | "Dv">, seed: number): DenseProblem {
  const sizes = { ...base, B: between(seed, 1, 1, 2), Sq: between(seed, 2, 1, 70), Skv: between(seed, 3, 1, 90) };
  const scalars = {
    window: between(seed, 4, -2, 40),
    temperature: between(seed, 5, -8, 8) / 8,
    strict: between(seed, 6, 0, 1),
    T: between(seed, 7, 1, 9),
  };
  const tensor = (shape: readonly number[], salt: number) => randomTensor("f32", shape, seed + salt).data.map((x) => x / 4) as Float32Array;
  const { B, Hq, Hkv, Sq, Skv, D, Dv } = sizes;
  const captured = variant.inputs.map(({ name, type }, i) => {
    const shape = inputs[name]!.dims.map((dim) => ({ ...sizes, ...scalars })[dim as "B"]);
    return [name, randomTensor(type, shape, seed + 31 * i)] as const;
  });
  return {
    sizes,
    scalars,
    inputs: new Map(captured),
    q: tensor([B, Hq, Sq, D], 11),
    k: tensor([B, Hkv, Skv, D], 12),
    v: tensor([B, Hkv, Skv, Dv], 13),
  };
}

async function runProblem(kernel: Kernel, variant: Variant, { sizes, scalars, q, k, v, inputs: captured }: DenseProblem) {
  const params = Object.fromEntries(variant.params.map(({ name }) => [name, scalars[name]!]));
  const tensors = { q, k, v, ...Object.fromEntries(captured) } as unknown as Record<string, Float32Array>;
  return (await kernel.run(tensors, { ...sizes, params })) as { out: Float32Array; lse: Float32Array };
}

gpuDescribe("random kernels", () => {
  it("equal the reference within budget", { timeout: 900_000 }, async () => {
    const device = await testDevice();
    let calls = 0;
    let worst = 0;
    await fc.assert(
      fc.asyncProperty(targetArbitrary, async ({ text, Hkv, group, D, Dv, block, isStaged, seed }) => {
        const variant = parseVariant(text);
        const base = { Hq: Hkv * group, Hkv, D, Dv };
        const kernel = await compile(variant, { device, ...base, block: block as [number, number], family: isStaged ? "gpu" : "quick" });
        for (let call = 0; call < callsPerKernel; call++) {
          const problem = problemFor(variant, base, seed + call);
          const verdict = compareWithBudget(await runProblem(kernel, variant, problem), rowBudgets(variant, problem));
          calls++;
          worst = Math.max(worst, verdict.worst);
          expect(verdict, JSON.stringify(problem.sizes)).toMatchObject({ ok: true });
        }
      }),
      propertyOptions("kernel equals reference", 60),
    );
    console.info(`random kernels: ${calls} calls, worst error over budget ${worst.toFixed(2)}`);
  });
});
