/** @file Heed's own functions as TypeScript sees them: the table's meaning of a row, callable, so that a variant's functions run as they stand. */
import { row } from "#src/ir/ops.ts";

type Unary = (x: number) => number;
type Binary = (a: number, b: number) => number;
type Ternary = (a: number, b: number, c: number) => number;

/** 1 / (1 + exp(−x)) */
export const sigmoid: Unary = row("sigmoid").evaluate;
/** log(1 + exp(x)) */
export const softplus: Unary = row("softplus").evaluate;
/** max(x, 0) */
export const relu: Unary = row("relu").evaluate;
/** x · Φ(x), by the error function */
export const gelu: Unary = row("gelu").evaluate;
/** x · sigmoid(x) */
export const silu: Unary = row("silu").evaluate;
/** The error function. */
export const erf: Unary = row("erf").evaluate;
/** 2 to the power x. */
export const exp2: Unary = row("exp2").evaluate;
/** To the nearest whole number, halves to the even one (`Math.round` rounds halves up). */
export const round: Unary = row("round").evaluate;
/** x, kept between `low` and `high`. */
export const clamp: (x: number, low: number, high: number) => number = row("clamp").evaluate;
/** a · b + c */
export const fma: Ternary = row("fma").evaluate;
/** Division of integers, rounded down. */
export const div: Binary = row("div").evaluate;
/** Division of integers, rounded towards zero. */
export const quot: Binary = row("quot").evaluate;
/** The remainder of {@link div}, with the sign of the divisor (`%` has that of the dividend). */
export const mod: Binary = row("mod").evaluate;
/** `test ? then : otherwise` */
export function where<T>(test: boolean, then: T, otherwise: T): T {
  return test ? then : otherwise;
}
