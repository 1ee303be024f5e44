/**
 * @file What the nodes of a variant can be in any call that is let through: sizes and indices below 2²⁷, tensors that are not empty, f32 params
 * that are finite.
 */
import { interval, largestFloat } from "#src/ir/interval.ts";
import { largestSize, rangesFrom, typeRange, type Ranges } from "#src/ir/range.ts";
import { builtins } from "#src/ir/variables.ts";
import type { Variant } from "#src/ir/variant.ts";

/** As calls are checked: what 32-bit arithmetic on indices leaves room for. */
const largestLength = 2 ** 27;

export function createCallRanges(variant: Pick<Variant, "inputs" | "params">): Ranges {
  return rangesFrom(variant, ({ name, type }) => {
    const builtin = builtins[name];
    if (builtin?.below) return interval(0, largestLength - 1);
    if (builtin?.size) return interval(1, largestLength);
    if (type === "f32") return builtin ? typeRange(type) : interval(-largestFloat, largestFloat);
    // What is neither built in nor a param is a size that a tensor introduces.
    return builtin || variant.params.some((param) => param.name === name) ? typeRange(type) : interval(1, largestSize);
  });
}
