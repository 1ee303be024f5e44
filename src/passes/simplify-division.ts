/**
 * @file Integer division. Where the dividend is not negative and the divisor positive, floored and truncated division are the same, and the
 * truncated rows (`rem`, `quot`), which are the machine's own, stand for both.
 */
import { rule } from "#src/ir/rule.ts";
import { rulePass, type Pass } from "./pass.ts";

export const simplifyDivision: Pass = rulePass("simplify-division", [
  rule("mod(i, j)", "rem(i, j)", "ge(i, 0)", "gt(j, 0)"),
  rule("div(i, j)", "quot(i, j)", "ge(i, 0)", "gt(j, 0)"),
  // By 1 and by 0
  rule("mod(i, 1)", "0"),
  rule("rem(i, 1)", "0"),
  rule("div(i, 1)", "i"),
  rule("quot(i, 1)", "i"),
  rule("mod(i, 0)", "0"),
  rule("rem(i, 0)", "0"),
  rule("div(i, 0)", "i"),
  rule("quot(i, 0)", "i"),
  // Less than one lap
  rule("rem(i, j)", "i", "ge(i, 0)", "lt(i, j)"),
  rule("mod(i, j)", "i", "ge(i, 0)", "lt(i, j)"),
  // Twice
  rule("rem(rem(i, j), j)", "rem(i, j)"),
  rule("mod(mod(i, j), j)", "mod(i, j)"),
  rule("mod(rem(i, j), j)", "mod(i, j)"),
  rule("quot(quot(i, c), d)", "quot(i, mul(c, d))", "gt(c, 0)", "gt(d, 0)", "fits(mul(c, d))"),
  rule("div(div(i, c), d)", "div(i, mul(c, d))", "gt(c, 0)", "gt(d, 0)", "fits(mul(c, d))"),
  // Of a multiple
  rule("quot(mul(i, j), j)", "i", "gt(j, 0)", "fits(mul(i, j))"),
  rule("div(mul(i, j), j)", "i", "gt(j, 0)", "fits(mul(i, j))"),
  rule("rem(mul(i, j), j)", "0", "gt(j, 0)", "fits(mul(i, j))"),
  rule("mod(mul(i, j), j)", "0", "gt(j, 0)", "fits(mul(i, j))"),
  rule("quot(add(mul(i, j), k), j)", "i", "ge(i, 0)", "ge(k, 0)", "lt(k, j)", "fits(add(mul(i, j), k))"),
  rule("div(add(mul(i, j), k), j)", "i", "ge(k, 0)", "lt(k, j)", "fits(add(mul(i, j), k))"),
  rule("rem(add(mul(i, j), k), j)", "rem(k, j)", "ge(i, 0)", "ge(k, 0)", "gt(j, 0)", "fits(add(mul(i, j), k))"),
  rule("mod(add(mul(i, j), k), j)", "mod(k, j)", "gt(j, 0)", "fits(add(mul(i, j), k))"),
  // Quotient and remainder belong together
  rule("add(mul(quot(i, c), c), rem(i, c))", "i", "ne(c, 0)"),
  rule("add(mul(div(i, c), c), mod(i, c))", "i", "ne(c, 0)"),
  rule("sub(i, mul(quot(i, c), c))", "rem(i, c)", "ne(c, 0)"),
  rule("sub(i, mul(div(i, c), c))", "mod(i, c)", "ne(c, 0)"),
]);
