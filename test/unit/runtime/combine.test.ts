/** @file Parts of rows, merged: what a softmax over all keys at once gives, in whichever parts they come. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeHalf, encodeHalf } from "#src/ir/tensor.ts";
import { combine } from "#src/runtime/combine.ts";
import { propertyOptions } from "#test/support/seed.ts";

interface Pair {
  readonly score: number;
  readonly value: number;
}

/** One row of one column over some keys; the numbers are those of f32. */
function attend(pairs: readonly Pair[]): { out: Float32Array; lse: Float32Array } {
  const alive = pairs.filter(({ score }) => score !== -Infinity);
  const largest = Math.max(...alive.map(({ score }) => score));
  const sum = alive.reduce((total, { score }) => total + Math.exp(score - largest), 0);
  const out = alive.reduce((total, { score, value }) => total + (Math.exp(score - largest) / sum) * value, 0);
  return { out: Float32Array.of(out), lse: Float32Array.of(alive.length > 0 ? largest + Math.log(sum) : -Infinity) };
}

const pairArbitrary = fc.record({
  score: fc.oneof({ weight: 8, arbitrary: fc.double({ min: -90, max: 90, noNaN: true }) }, { weight: 1, arbitrary: fc.constant(-Infinity) }),
  value: fc.double({ min: -8, max: 8, noNaN: true }),
});

it("is what all keys at once give, within the rounding of the parts", () => {
  fc.assert(
    fc.property(fc.array(fc.array(pairArbitrary, { maxLength: 6 }), { minLength: 1, maxLength: 5 }), (shards) => {
      const whole = attend(shards.flat());
      const merged = combine(shards.map(attend));
      // A part's lse is rounded to f32, by half a unit in the last place of 128 at most, and its weight is off by as much of itself.
      const off = 2 ** -17;
      expect(merged.lse[0] === whole.lse[0] || Math.abs(merged.lse[0]! - whole.lse[0]!) <= 3 * off).toBe(true);
      expect(Math.abs((merged.out[0] as number) - whole.out[0]!)).toBeLessThanOrEqual(2 * 8 * (2 * off));
    }),
    propertyOptions("combine is softmax", 500),
  );
});

const part = (out: readonly number[], lse: readonly number[]) => ({ out: Float32Array.from(out), lse: Float32Array.from(lse) });

it("keeps rows apart, and takes nothing from a part without keys", () => {
  const nothing = part([Number.NaN, 7, 0, 0], [-Infinity, -Infinity]);
  expect(combine([part([1, 2, 3, 4], [5, -Infinity]), nothing])).toEqual(part([1, 2, 0, 0], [5, -Infinity]));
  expect(combine([nothing, nothing])).toEqual(part([0, 0, 0, 0], [-Infinity, -Infinity]));
});

it("shows NaN in its row and in no other", () => {
  const { out, lse } = combine([part([1, Number.NaN], [0, Number.NaN]), part([3, 5], [0, 0])]);
  expect([...(out as Float32Array), ...(lse as Float32Array)]).toEqual([2, Number.NaN, Math.fround(Math.log(2)), Number.NaN]);
  // NaN in a value alone is in its column.
  expect(combine([part([Number.NaN, 1], [0]), part([3, 3], [0])]).out).toEqual(Float32Array.of(Number.NaN, 2));
});

it("weighs parts that are far apart, and infinite ones", () => {
  expect(combine([part([1], [1000]), part([9], [-1000])])).toEqual(part([1], [1000]));
  expect(combine([part([1], [Infinity]), part([9], [3])])).toEqual(part([1], [Infinity]));
});

it("is f16 where the parts are", () => {
  const half = (...values: readonly number[]) => Uint16Array.from(values, encodeHalf);
  const { out } = combine([
    { out: half(1, 0.1), lse: Float32Array.of(0) },
    { out: half(2, 0.1), lse: Float32Array.of(0) },
  ]);
  expect(out).toBeInstanceOf(Uint16Array);
  expect(Array.from(out as Uint16Array, decodeHalf)).toEqual([1.5, decodeHalf(encodeHalf(0.1))]);
});

it("leaves the parts as they are, and one part as it is", () => {
  const parts = [part([1, 2], [0]), part([3, 4], [0])];
  expect(combine(parts).out).toEqual(Float32Array.of(2, 3));
  expect(parts).toEqual([part([1, 2], [0]), part([3, 4], [0])]);
  expect(combine([parts[0]!])).toEqual(parts[0]);
});
