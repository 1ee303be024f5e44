/** @file Kernels of random programs, for random targets: valid for Tint, and what their manifests say. What they compute is held elsewhere. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { deviceFamilies } from "#codegen/choose-schedule.ts";
import { compileVariant, type CompileTarget } from "#src/compile.ts";
import { parseVariant } from "#src/ir/parse.ts";
import { variantArbitrary } from "#test/support/ir-arbitrary.ts";
import { contradictions } from "#test/support/kernel-text.ts";
import { propertyOptions } from "#test/support/seed.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(64, 128, 256));

const targetArbitrary: fc.Arbitrary<CompileTarget & { readonly subgroup: number }> = fc
  .record({
    Hkv: fc.integer({ min: 1, max: 4 }),
    group: fc.integer({ min: 1, max: 4 }),
    D: size,
    Dv: size,
    dtype: fc.constantFrom("f32" as const, "f16" as const),
    family: fc.constantFrom(...deviceFamilies),
    subgroup: fc.constantFrom(0, 4, 8, 16, 32),
    block: fc.tuple(fc.constantFrom(16, 64, 100, 256), fc.constantFrom(16, 64, 100, 256)),
  })
  .map(({ group, ...target }) => ({ ...target, Hq: target.Hkv * group }));

it("random kernels are valid", async () => {
  const check = fc.asyncProperty(variantArbitrary({ depth: 5 }), targetArbitrary, async (text, { subgroup, ...target }) => {
    const kernel = compileVariant(parseVariant(text), {
      ...target,
      limits: { workgroupBytes: 32768, workgroupSize: 256, subgroup },
    });
    for (const program of [kernel, kernel.decoder!, kernel.combiner!]) {
      expect((await validateWgsl(program.wgsl)).filter(({ type }) => type === "error")).toEqual([]);
      expect(contradictions(program)).toEqual([]);
    }
  });
  await fc.assert(check, propertyOptions("kernels of random programs are valid", 400));
});
