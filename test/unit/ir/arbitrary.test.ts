/** @file The random programs that other tests lean on: sound, varied, and with all they need to run. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { opNames } from "#src/ir/ops.ts";
import { parseVariant } from "#src/ir/parse.ts";
import { verifyVariant } from "#src/ir/verify.ts";
import { runDense } from "#src/reference/dense.ts";
import { callArbitrary, variantArbitrary } from "#test/support/ir-arbitrary.ts";
import { propertyOptions } from "#test/support/seed.ts";

describe("random programs", () => {
  it("use every operation", () => {
    const texts = fc.sample(variantArbitrary(), { seed: 1, numRuns: 3000 }).join("\n");
    expect(opNames.filter((op) => !texts.includes(`${op}(`))).toEqual([]);
  });

  it("run on the tensors that come with them", () => {
    const check = fc.property(callArbitrary({ tame: true }), ({ text, sizes, inputs, scalars }) => {
      const variant = parseVariant(text);
      expect(verifyVariant(variant)).toEqual([]);
      const count = (heads: number, length: number, width: number): Float32Array => new Float32Array(sizes.B * heads * length * width).fill(0.5);
      const problem = {
        sizes,
        inputs,
        scalars,
        q: count(sizes.Hq, sizes.Sq, sizes.D),
        k: count(sizes.Hkv, sizes.Skv, sizes.D),
        v: count(sizes.Hkv, sizes.Skv, sizes.Dv),
      };
      const { out, lse } = runDense(variant, problem);
      expect(out.every(Number.isFinite)).toBe(true);
      expect(lse.some(Number.isNaN)).toBe(false);
    });
    fc.assert(check, propertyOptions("random calls run on the reference", 200));
  });
});
