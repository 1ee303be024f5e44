/** @file The work of a task, against counting every pair. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { workOf } from "#src/cli/bench/work.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { runPasses } from "#src/passes/index.ts";
import { propertyOptions } from "#test/support/seed.ts";

const none = { q: [], k: [], v: [], inputs: new Map() };

const of = (body: string, sizes: Record<"B" | "Hq" | "Hkv" | "Sq" | "Skv" | "D" | "Dv", number>, dtype: "f32" | "f16" = "f32") =>
  workOf(runPasses(fromAttn(`attention a {\n${body}\n}\n`)[0]!), { sizes, scalars: {}, ...none }, dtype);

it("is 4·B·Hq·Sq·Skv·D without a mask, and every tensor once", () => {
  const sizes = { B: 2, Hq: 4, Hkv: 2, Sq: 100, Skv: 70, D: 16, Dv: 8 };
  const tokens = 2 * 4 * 100 + 2 * 2 * 70;
  expect(of("", sizes)).toEqual({ pairs: 2 * 4 * 7000, flops: 2 * 24 * 2 * 4 * 7000, bytes: 4 * 24 * tokens });
  expect(of("", sizes, "f16").bytes).toBe(2 * 24 * tokens);
});

it("counts the pairs of any mask, heads apart, and the keys that are seen", () => {
  fc.assert(
    fc.property(fc.nat({ max: 200 }), fc.integer({ min: 1, max: 90 }), fc.nat({ max: 3 }), (start, window, step) => {
      const sizes = { B: 1, Hq: 2, Hkv: 2, Sq: 70, Skv: 150, D: 8, Dv: 8 };
      const allows = (h: number, q: number, k: number): boolean => k >= start + h * step && k - q < window + start;
      const { pairs, bytes } = of(`mask = kv_idx >= ${start} + h * ${step} && kv_idx - q_idx < ${window + start}`, sizes);
      let [expected, keys] = [0, 0];
      for (let h = 0; h < 2; h++) {
        const seen = new Set<number>();
        for (let q = 0; q < 70; q++) for (let k = 0; k < 150; k++) if (allows(h, q, k)) expected += seen.add(k) && 1;
        keys += seen.size;
      }
      expect(pairs).toBe(expected);
      expect(bytes).toBe(4 * (2 * 70 + keys) * 16);
    }),
    propertyOptions("work", 60),
  );
});
