/**
 * @file Integers that were taken through f32 and back, as TypeScript's one kind of number makes of `Math.floor(i / 8) * 8`, become integer
 * arithmetic again wherever that cannot wrap.
 */
import { rule, type Match } from "#src/ir/rule.ts";
import { rulePass, type Pass } from "./pass.ts";

const isInteger = (m: Match): boolean => Number.isInteger(m.value("c")) && Math.abs(m.value("c")) < 2 ** 31;
/** ½, ¼, … */
const isReciprocal = (m: Match): boolean => m.value("c") > 2 ** -31 && m.value("c") < 1 && Number.isInteger(Math.log2(m.value("c")));

export const simplifyConversions: Pass = rulePass("simplify-conversions", [
  rule("to_i32(to_f32(i))", "i"),
  rule("to_bool(to_f32(p))", "p"),
  rule("to_bool(to_i32(p))", "p"),
  rule("to_bool(x)", "ne(x, 0)"),
  rule("to_f32(to_i32(p))", "to_f32(p)"),
  rule("to_i32(to_f32(p))", "to_i32(p)"),
  // Division
  rule("floor(divide(to_f32(i), to_f32(j)))", "to_f32(div(i, j))", "gt(j, 0)"),
  rule("trunc(divide(to_f32(i), to_f32(j)))", "to_f32(quot(i, j))", "gt(j, 0)"),
  rule("to_i32(divide(to_f32(i), to_f32(j)))", "quot(i, j)", "gt(j, 0)"),
  rule("rem(to_f32(i), to_f32(j))", "to_f32(rem(i, j))", "gt(j, 0)"),
  rule("mod(to_f32(i), to_f32(j))", "to_f32(mod(i, j))", "gt(j, 0)"),
  rule("floor(divide(to_f32(i), c))", "to_f32(div(i, to_i32(c)))", isInteger, "gt(c, 0)"),
  rule("trunc(divide(to_f32(i), c))", "to_f32(quot(i, to_i32(c)))", isInteger, "gt(c, 0)"),
  rule("to_i32(divide(to_f32(i), c))", "quot(i, to_i32(c))", isInteger, "gt(c, 0)"),
  rule("rem(to_f32(i), c)", "to_f32(rem(i, to_i32(c)))", isInteger, "gt(c, 0)"),
  rule("mod(to_f32(i), c)", "to_f32(mod(i, to_i32(c)))", isInteger, "gt(c, 0)"),
  rule("floor(mul(to_f32(i), c))", "to_f32(div(i, to_i32(divide(1, c))))", isReciprocal),
  rule("trunc(mul(to_f32(i), c))", "to_f32(quot(i, to_i32(divide(1, c))))", isReciprocal),
  rule("to_i32(mul(to_f32(i), c))", "quot(i, to_i32(divide(1, c)))", isReciprocal),
  // Arithmetic
  ...["add", "sub", "mul"].flatMap((op) => [
    rule(`${op}(to_f32(i), to_f32(j))`, `to_f32(${op}(i, j))`, `fits(${op}(i, j))`),
    rule(`${op}(to_f32(i), c)`, `to_f32(${op}(i, to_i32(c)))`, isInteger, `fits(${op}(i, to_i32(c)))`),
  ]),
  rule("sub(c, to_f32(i))", "to_f32(sub(to_i32(c), i))", isInteger, "fits(sub(to_i32(c), i))"),
  rule("neg(to_f32(i))", "to_f32(neg(i))", "fits(neg(i))"),
  rule("abs(to_f32(i))", "to_f32(abs(i))", "fits(abs(i))"),
  // Choice and comparison
  ...["min", "max", "eq", "ne", "lt", "le", "gt", "ge"].flatMap((op) => {
    const wrap = (text: string): string => (op.startsWith("m") ? `to_f32(${text})` : text);
    return [rule(`${op}(to_f32(i), to_f32(j))`, wrap(`${op}(i, j)`)), rule(`${op}(to_f32(i), c)`, wrap(`${op}(i, to_i32(c))`), isInteger)];
  }),
]);
