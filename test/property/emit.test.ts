/** @file Kernels of random programs, for random targets: valid for Tint, and what their manifests say. What they compute is held elsewhere. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { cpuStyle, gpuStyle } from "#codegen/schedule.ts";
import { compileVariant, type CompileTarget } from "#src/compile.ts";
import { parseVariant } from "#src/ir/parse.ts";
import { variantArbitrary } from "#test/support/ir-arbitrary.ts";
import { contradictions } from "#test/support/kernel-text.ts";
import { propertyOptions } from "#test/support/seed.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(64, 128, 256));

const targetArbitrary: fc.Arbitrary<CompileTarget> = fc
  .record({
    Hkv: fc.integer({ min: 1, max: 4 }),
    group: fc.integer({ min: 1, max: 4 }),
    D: size,
    Dv: size,
    dtype: fc.constantFrom("f32" as const, "f16" as const),
    style: fc.constantFrom(gpuStyle, cpuStyle),
    block: fc.tuple(fc.constantFrom(16, 64, 100, 256), fc.constantFrom(16, 64, 100, 256)),
  })
  .map(({ group, ...target }) => ({ ...target, Hq: target.Hkv * group }));

it("random kernels are valid", async () => {
  const check = fc.asyncProperty(variantArbitrary({ depth: 5 }), targetArbitrary, async (text, target) => {
    const kernel = compileVariant(parseVariant(text), {
      ...target,
      limits: { maxComputeWorkgroupStorageSize: 32768, maxComputeInvocationsPerWorkgroup: 256 },
    });
    expect((await validateWgsl(kernel.wgsl)).filter(({ type }) => type === "error")).toEqual([]);
    expect(contradictions(kernel)).toEqual([]);
  });
  await fc.assert(check, propertyOptions("kernels of random programs are valid", 400));
});
