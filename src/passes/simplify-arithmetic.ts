/**
 * @file Laws of numbers. Those over `x` hold on i32, wrapping, and on f32 with NaN and the infinities; the sign of a zero may change. What
 * fails there (`x * 0`, `x - x`) is left to the integers, whose sums have a pass of their own.
 */
import { row } from "#src/ir/ops.ts";
import { codeRule, rule, type Match } from "#src/ir/rule.ts";
import { rulePass, type Pass } from "./pass.ts";

/** 2ⁿ with a reciprocal that f32 holds, so that multiplying by it is as exact as dividing. */
const isPowerOfTwo = (m: Match): boolean => {
  const value = Math.abs(m.value("c"));
  return Number.isInteger(Math.log2(value)) && value > 2 ** -120 && value < 2 ** 120;
};
const isNegative = (m: Match): boolean => m.value("c") < 0;
const isNotMinusInfinity = (m: Match): boolean => m.range("u").lo > -Infinity;
/** Whole already: rounding it changes nothing. */
const isWhole = (m: Match): boolean => {
  const node = m.node("u");
  return node.kind === "apply" && (row(node.op).whole === true || node.args[0]?.type === "i32") && node.type === "f32";
};

export const simplifyArithmetic: Pass = rulePass("simplify-arithmetic", [
  codeRule(
    "a constant goes to the right",
    (op) => row(op).mirror !== undefined || row(op).commutative === true,
    ({ op, args: [a, b] }, { graph }) => (a!.kind === "constant" && b!.kind !== "constant" ? graph.apply(row(op).mirror ?? op, b!, a!) : undefined),
  ),
  // Sums
  rule("add(x, 0)", "x"),
  rule("sub(x, 0)", "x"),
  rule("sub(0, x)", "neg(x)"),
  rule("sub(x, neg(y))", "add(x, y)"),
  rule("add(x, neg(y))", "sub(x, y)"),
  rule("neg(neg(x))", "x"),
  rule("neg(sub(x, y))", "sub(y, x)"),
  rule("add(u, c)", "sub(u, neg(c))", isNegative),
  rule("sub(u, c)", "add(u, neg(c))", isNegative),
  // Products
  rule("mul(x, 1)", "x"),
  rule("mul(i, 0)", "0"),
  rule("mul(x, -1)", "neg(x)"),
  rule("mul(neg(x), neg(y))", "mul(x, y)"),
  rule("mul(mul(i, c), d)", "mul(i, mul(c, d))"),
  rule("mul(neg(x), c)", "mul(x, neg(c))"),
  rule("divide(u, 1)", "u"),
  rule("divide(u, -1)", "neg(u)"),
  rule("divide(neg(u), neg(v))", "divide(u, v)"),
  rule("divide(u, c)", "mul(u, divide(1, c))", isPowerOfTwo),
  rule("fma(u, 1, w)", "add(u, w)"),
  rule("fma(1, u, w)", "add(u, w)"),
  rule("fma(u, v, 0)", "mul(u, v)"),
  // Powers
  rule("pow(u, 0)", "1"),
  rule("pow(u, 1)", "u"),
  rule("pow(u, 2)", "mul(u, u)"),
  rule("pow(u, 3)", "mul(mul(u, u), u)"),
  rule("pow(u, -1)", "divide(1, u)"),
  rule("pow(u, 0.5)", "sqrt(u)", isNotMinusInfinity),
  rule("pow(2, u)", "exp2(u)"),
  // Size and sign
  rule("abs(neg(x))", "abs(x)"),
  rule("abs(abs(x))", "abs(x)"),
  rule("abs(x)", "x", "ge(x, 0)"),
  rule("abs(x)", "neg(x)", "le(x, 0)"),
  rule("relu(x)", "x", "ge(x, 0)"),
  rule("relu(x)", "0", "le(x, 0)"),
  // The smaller and the larger
  rule("min(x, x)", "x"),
  rule("max(x, x)", "x"),
  rule("min(x, y)", "x", "le(x, y)"),
  rule("max(x, y)", "x", "ge(x, y)"),
  rule("min(min(x, c), d)", "min(x, min(c, d))"),
  rule("max(max(x, c), d)", "max(x, max(c, d))"),
  rule("min(min(x, y), y)", "min(x, y)"),
  rule("max(max(x, y), y)", "max(x, y)"),
  rule("min(i, max(i, j))", "i"),
  rule("max(i, min(i, j))", "i"),
  rule("clamp(x, y, z)", "z", "ge(x, z)", "ge(z, y)"),
  rule("clamp(x, y, z)", "y", "le(x, y)", "le(y, z)"),
  rule("clamp(x, y, z)", "min(x, z)", "ge(x, y)"),
  rule("clamp(x, y, z)", "max(x, y)", "le(x, z)", "le(y, z)"),
  // Rounding
  rule("floor(u)", "u", isWhole),
  rule("ceil(u)", "u", isWhole),
  rule("round(u)", "u", isWhole),
  rule("trunc(u)", "u", isWhole),
  rule("to_i32(trunc(u))", "to_i32(u)"),
  rule("to_i32(floor(u))", "to_i32(u)", "ge(u, 0)"),
  // Bits
  rule("bitand(i, 0)", "0"),
  rule("bitand(i, -1)", "i"),
  rule("bitand(i, i)", "i"),
  rule("bitor(i, 0)", "i"),
  rule("bitor(i, -1)", "-1"),
  rule("bitor(i, i)", "i"),
  rule("bitxor(i, 0)", "i"),
  rule("bitxor(i, i)", "0"),
  rule("bitnot(bitnot(i))", "i"),
  rule("shl(i, 0)", "i"),
  rule("shr(i, 0)", "i"),
]);
