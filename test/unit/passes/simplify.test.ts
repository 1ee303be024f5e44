/** @file What each rule pass makes of typical expressions: text before, text after. */
import { describe, expect, it } from "vitest";
import { foldConstants } from "#src/passes/fold-constants.ts";
import type { Pass } from "#src/passes/index.ts";
import { simplifyArithmetic } from "#src/passes/simplify-arithmetic.ts";
import { simplifyBoolean } from "#src/passes/simplify-boolean.ts";
import { simplifyComparisons } from "#src/passes/simplify-comparisons.ts";
import { simplifyConversions } from "#src/passes/simplify-conversions.ts";
import { simplifyDivision } from "#src/passes/simplify-division.ts";
import { simplifySums } from "#src/passes/simplify-sums.ts";
import { afterPass } from "#test/support/pass-text.ts";

function cases(pass: Pass, lines: readonly (readonly [before: string, after: string])[]): void {
  describe(pass.name, () => {
    it.each(lines)("%s → %s", (before, after) => expect(afterPass(pass, before)).toBe(after));
  });
}

cases(foldConstants, [
  ["score add(score, mul(2.0, 0.25))", "score add(score, 0.5)"],
  ["mask ge(q_idx, 0)", "mask true"],
  ["mask lt(add(q_idx, Skv), 0)", "mask false"],
  ["mask lt(mul(q_idx, 4), 0)", "mask lt(mul(q_idx, 4), 0)"],
  ["mask le(rem(kinds[h], 4), 3)", "mask true"],
  ["score mul(to_f32(sub(mul(q_idx, 0), 3)), score)", "score mul(-3.0, score)"],
  ["score mul(score, 0.0)", "score mul(score, 0.0)"],
]);

cases(simplifyArithmetic, [
  ["score add(0.0, score)", "score score"],
  ["score mul(0.0, score)", "score mul(score, 0.0)"],
  ["score sub(score, score)", "score sub(score, score)"],
  ["score divide(score, 8.0)", "score mul(score, 0.125)"],
  ["score divide(score, 7.0)", "score divide(score, 7.0)"],
  ["score pow(score, 2.0)", "score mul(score, score)"],
  ["score pow(score, 0.5)", "score pow(score, 0.5)"],
  ["score pow(to_f32(q_idx), 0.5)", "score sqrt(to_f32(q_idx))"],
  ["score neg(sub(neg(score), 1.0))", "score add(score, 1.0)"],
  ["score to_f32(abs(neg(sub(q_idx, kv_idx))))", "score to_f32(abs(sub(kv_idx, q_idx)))"],
  ["score to_f32(clamp(kv_idx, 0, 63))", "score to_f32(min(kv_idx, 63))"],
  ["score min(max(score, 3.0), max(score, 3.0))", "score max(score, 3.0)"],
  ["mask lt(4, kv_idx)", "mask gt(kv_idx, 4)"],
]);

cases(simplifySums, [
  ["score to_f32(sub(sub(add(q_idx, 1), kv_idx), 1))", "score to_f32(sub(q_idx, kv_idx))"],
  ["score to_f32(add(neg(kv_idx), q_idx))", "score to_f32(sub(q_idx, kv_idx))"],
  ["score to_f32(add(add(h, kv_idx), add(q_idx, q_idx)))", "score to_f32(add(add(mul(q_idx, 2), kv_idx), h))"],
  ["score to_f32(add(q_idx, -5))", "score to_f32(sub(q_idx, 5))"],
  ["score to_f32(sub(3, add(q_idx, kv_idx)))", "score to_f32(sub(3, add(q_idx, kv_idx)))"],
  ["score to_f32(shl(sub(q_idx, 1), 3))", "score to_f32(sub(mul(q_idx, 8), 8))"],
  ["score to_f32(mul(sub(q_idx, kv_idx), 4))", "score to_f32(mul(sub(q_idx, kv_idx), 4))"],
  ["score to_f32(sub(mul(h, b), mul(b, h)))", "score 0.0"],
]);

cases(simplifyDivision, [
  ["score to_f32(mod(q_idx, 128))", "score to_f32(rem(q_idx, 128))"],
  ["score to_f32(div(kv_idx, window))", "score to_f32(div(kv_idx, window))"],
  ["score to_f32(div(kv_idx, Sq))", "score to_f32(quot(kv_idx, Sq))"],
  ["score to_f32(mod(sub(q_idx, kv_idx), 2))", "score to_f32(mod(sub(q_idx, kv_idx), 2))"],
  ["score to_f32(div(div(q_idx, 4), 8))", "score to_f32(quot(q_idx, 32))"],
  ["score to_f32(rem(rem(q_idx, 4), 8))", "score to_f32(rem(q_idx, 4))"],
  ["score to_f32(sub(q_idx, mul(div(q_idx, 16), 16)))", "score to_f32(rem(q_idx, 16))"],
  ["score to_f32(quot(add(mul(rem(q_idx, 9), 4), rem(kv_idx, 4)), 4))", "score to_f32(rem(q_idx, 9))"],
]);

cases(simplifyConversions, [
  ["score slope[to_i32(floor(divide(to_f32(q_idx), 128.0)))]", "score slope[div(q_idx, 128)]"],
  ["score floor(mul(to_f32(q_idx), 0.125))", "score to_f32(div(q_idx, 8))"],
  ["mask eq(rem(to_f32(q_idx), 2.0), 0.0)", "mask eq(rem(q_idx, 2), 0)"],
  ["mask lt(to_f32(kv_idx), 2.5)", "mask lt(to_f32(kv_idx), 2.5)"],
  ["score add(to_f32(window), to_f32(q_idx))", "score add(to_f32(window), to_f32(q_idx))"],
  ["mask to_bool(lengths[b])", "mask ne(lengths[b], 0)"],
]);

cases(simplifyComparisons, [
  ["mask ge(sub(q_idx, kv_idx), 0)", "mask ge(q_idx, kv_idx)"],
  ["mask le(kv_idx, q_idx)", "mask ge(q_idx, kv_idx)"],
  ["mask gt(add(q_idx, 1), kv_idx)", "mask ge(q_idx, kv_idx)"],
  ["mask le(sub(q_idx, kv_idx), window)", "mask le(sub(q_idx, kv_idx), window)"],
  ["mask ge(sub(kv_idx, q_idx), -3)", "mask le(sub(q_idx, kv_idx), 3)"],
  ["mask le(kv_idx, add(q_idx, window))", "mask le(kv_idx, add(q_idx, window))"],
  ["mask eq(kv_idx, add(q_idx, window))", "mask eq(sub(q_idx, kv_idx), neg(window))"],
  ["mask gt(lengths[b], kv_idx)", "mask lt(kv_idx, lengths[b])"],
  ["mask eq(document[b, kv_idx], document[b, q_idx])", "mask eq(document[b, q_idx], document[b, kv_idx])"],
  ["mask lt(score, 1.0)", "mask lt(score, 1.0)"],
]);

cases(simplifyBoolean, [
  ["mask and(true, ge(q_idx, kv_idx))", "mask ge(q_idx, kv_idx)"],
  ["mask not(lt(q_idx, kv_idx))", "mask ge(q_idx, kv_idx)"],
  ["score where(not(lt(score, 1.0)), 1.0, 2.0)", "score where(lt(score, 1.0), 2.0, 1.0)"],
  ["mask not(or(lt(q_idx, kv_idx), eq(h, 2)))", "mask and(ge(q_idx, kv_idx), ne(h, 2))"],
  ["mask and(strict, not(strict))", "mask false"],
  ["mask or(and(strict, lt(h, 2)), and(lt(h, 2), lt(b, 1)))", "mask and(lt(h, 2), or(strict, lt(b, 1)))"],
  ["mask where(strict, lt(h, 2), false)", "mask and(strict, lt(h, 2))"],
  ["mask ne(where(lt(q_idx, kv_idx), 0, 1), 0)", "mask ge(q_idx, kv_idx)"],
  ["mask and(ge(kv_idx, 3), ge(kv_idx, 7))", "mask ge(kv_idx, 7)"],
  ["score where(eq(score, score), score, score)", "score score"],
]);
