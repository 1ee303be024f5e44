/** @file The IR's text: what is printed reads back as the same variant, and prints the same again. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGraph } from "#src/ir/node.ts";
import { parseNode, parseVariant } from "#src/ir/parse.ts";
import { printConstant, printVariant } from "#src/ir/print.ts";
import { verifyVariant } from "#src/ir/verify.ts";
import { rootsOf } from "#src/ir/variant.ts";
import { variantArbitrary } from "#test/support/ir-arbitrary.ts";
import { evaluateAt, f32Arbitrary, i32Arbitrary, pointArbitrary } from "#test/support/ir-evaluate.ts";
import { propertyOptions } from "#test/support/seed.ts";

describe("IR text", () => {
  it("of a random variant reads back as the same variant", () => {
    const check = fc.property(variantArbitrary({ depth: 5 }), pointArbitrary, (text, point) => {
      const variant = parseVariant(text);
      expect(verifyVariant(variant)).toEqual([]);
      const printed = printVariant(variant);
      const again = parseVariant(printed);
      expect(printVariant(again)).toBe(printed);
      expect(verifyVariant(again)).toEqual([]);
      expect({ inputs: again.inputs.length, params: again.params }).toEqual({ inputs: variant.inputs.length, params: variant.params });
      expect(evaluateAt(rootsOf(again), point)).toEqual(evaluateAt(rootsOf(variant), point));
    });
    fc.assert(check, propertyOptions("print and parse of random variants", 2000));
  });

  it("of a constant reads back as the same value", () => {
    const values = fc.oneof(
      i32Arbitrary.map((value) => ({ value, type: "i32" as const })),
      f32Arbitrary.map((value) => ({ value: Math.fround(value), type: "f32" as const })),
    );
    const check = fc.property(values, ({ value, type }) => {
      const node = parseNode(printConstant(value, type), createGraph(), { nodes: new Map(), inputs: new Map() });
      expect(node).toMatchObject({ kind: "constant", type, value });
    });
    fc.assert(check, propertyOptions("print and parse of constants", 5000));
  });
});
