/** @file Medians and quartiles, against a count of what lies on either side. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { spreadOf } from "#src/cli/bench/statistics.ts";
import { propertyOptions } from "#test/support/seed.ts";

it("interpolates between neighbours", () => {
  expect(spreadOf([4, 1, 3, 2])).toEqual({ count: 4, least: 1, lower: 1.75, median: 2.5, upper: 3.25, most: 4 });
  expect(spreadOf([7])).toEqual({ count: 1, least: 7, lower: 7, median: 7, upper: 7, most: 7 });
});

it("has as many values on either side as it should", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 30 }), (values) => {
      const before = [...values];
      const { least, lower, median, upper, most } = spreadOf(values);
      expect(values).toEqual(before);
      for (const [at, share] of [
        [least, 0],
        [lower, 0.25],
        [median, 0.5],
        [upper, 0.75],
        [most, 1],
      ] as const) {
        expect(values.filter((value) => value < at).length).toBeLessThanOrEqual(Math.ceil(share * (values.length - 1)));
        expect(values.filter((value) => value > at).length).toBeLessThanOrEqual(Math.ceil((1 - share) * (values.length - 1)));
      }
    }),
    propertyOptions("spread", 200),
  );
});
