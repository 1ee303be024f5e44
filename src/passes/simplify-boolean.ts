/** @file Laws of truth: connectives, choices, and comparisons that imply or exclude each other. An ordering of f32 has no negation (NaN). */
import { row } from "#src/ir/ops.ts";
import { rule, type Match } from "#src/ir/rule.ts";
import { rulePass, type Pass } from "./pass.ts";

/** Whether the negation of both is a single operation, so that negating them costs nothing. */
const bothNegatable = (m: Match): boolean =>
  [m.node("p"), m.node("q")].every((node) => {
    if (node.kind !== "apply") return false;
    const compares = row(node.op).mirror !== undefined && node.args[0]!.type === "i32";
    return compares || row(node.op).negation !== undefined;
  });

const comparisons = ["eq", "ne", "lt", "le", "gt", "ge"];

export const simplifyBoolean: Pass = rulePass("simplify-boolean", [
  // Constants, repetition, contradiction
  rule("and(p, true)", "p"),
  rule("and(p, false)", "false"),
  rule("or(p, true)", "true"),
  rule("or(p, false)", "p"),
  rule("and(p, p)", "p"),
  rule("or(p, p)", "p"),
  rule("and(p, and(p, q))", "and(p, q)"),
  rule("or(p, or(p, q))", "or(p, q)"),
  rule("and(p, not(p))", "false"),
  rule("or(p, not(p))", "true"),
  // Absorption, common parts
  rule("and(p, or(p, q))", "p"),
  rule("or(p, and(p, q))", "p"),
  rule("and(p, or(not(p), q))", "and(p, q)"),
  rule("or(p, and(not(p), q))", "or(p, q)"),
  rule("or(and(p, q), and(p, r))", "and(p, or(q, r))"),
  rule("and(or(p, q), or(p, r))", "or(p, and(q, r))"),
  // Negation
  rule("not(not(p))", "p"),
  rule("not(eq(s, t))", "ne(s, t)"),
  rule("not(ne(s, t))", "eq(s, t)"),
  rule("not(lt(i, j))", "ge(i, j)"),
  rule("not(le(i, j))", "gt(i, j)"),
  rule("not(gt(i, j))", "le(i, j)"),
  rule("not(ge(i, j))", "lt(i, j)"),
  rule("and(not(p), not(q))", "not(or(p, q))"),
  rule("or(not(p), not(q))", "not(and(p, q))"),
  rule("not(and(not(p), q))", "or(p, not(q))"),
  rule("not(or(not(p), q))", "and(p, not(q))"),
  rule("not(and(p, q))", "or(not(p), not(q))", bothNegatable),
  rule("not(or(p, q))", "and(not(p), not(q))", bothNegatable),
  // Comparison of truths
  rule("eq(p, true)", "p"),
  rule("eq(p, false)", "not(p)"),
  rule("ne(p, true)", "not(p)"),
  rule("ne(p, false)", "p"),
  rule("eq(p, p)", "true"),
  rule("ne(p, p)", "false"),
  rule("eq(not(p), not(q))", "eq(p, q)"),
  rule("ne(not(p), not(q))", "ne(p, q)"),
  rule("eq(to_i32(p), 1)", "p"),
  rule("eq(to_i32(p), 0)", "not(p)"),
  rule("ne(to_i32(p), 1)", "not(p)"),
  rule("ne(to_i32(p), 0)", "p"),
  rule("eq(to_f32(p), 1)", "p"),
  rule("eq(to_f32(p), 0)", "not(p)"),
  rule("ne(to_f32(p), 1)", "not(p)"),
  rule("ne(to_f32(p), 0)", "p"),
  // Comparison of a number with itself
  rule("eq(i, i)", "true"),
  rule("ne(i, i)", "false"),
  rule("le(i, i)", "true"),
  rule("ge(i, i)", "true"),
  rule("lt(x, x)", "false"),
  rule("gt(x, x)", "false"),
  // Two comparisons of the same numbers
  rule("and(lt(i, j), ge(i, j))", "false"),
  rule("and(gt(i, j), le(i, j))", "false"),
  rule("and(eq(s, t), ne(s, t))", "false"),
  rule("or(lt(i, j), ge(i, j))", "true"),
  rule("or(gt(i, j), le(i, j))", "true"),
  rule("or(eq(s, t), ne(s, t))", "true"),
  rule("and(le(i, j), ge(i, j))", "eq(i, j)"),
  rule("or(lt(i, j), gt(i, j))", "ne(i, j)"),
  rule("and(le(i, j), ne(i, j))", "lt(i, j)"),
  rule("and(ge(i, j), ne(i, j))", "gt(i, j)"),
  rule("or(lt(x, y), eq(x, y))", "le(x, y)"),
  rule("or(gt(x, y), eq(x, y))", "ge(x, y)"),
  rule("and(lt(x, y), le(x, y))", "lt(x, y)"),
  rule("and(gt(x, y), ge(x, y))", "gt(x, y)"),
  // Two bounds of the same integer
  ...["ge", "gt"].flatMap((op) => [
    rule(`and(${op}(i, c), ${op}(i, d))`, `${op}(i, max(c, d))`),
    rule(`or(${op}(i, c), ${op}(i, d))`, `${op}(i, min(c, d))`),
  ]),
  ...["le", "lt"].flatMap((op) => [
    rule(`and(${op}(i, c), ${op}(i, d))`, `${op}(i, min(c, d))`),
    rule(`or(${op}(i, c), ${op}(i, d))`, `${op}(i, max(c, d))`),
  ]),
  // Choice
  rule("where(true, s, t)", "s"),
  rule("where(false, s, t)", "t"),
  rule("where(p, s, s)", "s"),
  rule("where(not(p), s, t)", "where(p, t, s)"),
  rule("where(p, where(p, s, t), s1)", "where(p, s, s1)"),
  rule("where(p, s, where(p, t, s1))", "where(p, s, s1)"),
  rule("where(p, where(q, s, t), t)", "where(and(p, q), s, t)"),
  rule("where(p, s, where(q, s, t))", "where(or(p, q), s, t)"),
  rule("where(p, q, false)", "and(p, q)"),
  rule("where(p, true, q)", "or(p, q)"),
  rule("where(p, false, q)", "and(not(p), q)"),
  rule("where(p, q, true)", "or(not(p), q)"),
  rule("to_f32(where(p, a, c))", "where(p, to_f32(a), to_f32(c))"),
  rule("to_i32(where(p, a, c))", "where(p, to_i32(a), to_i32(c))"),
  ...comparisons.map((op) => rule(`${op}(where(p, a, c), d)`, `where(p, ${op}(a, d), ${op}(c, d))`)),
]);
