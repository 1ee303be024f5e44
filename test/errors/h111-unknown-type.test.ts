/** @file H111: a type that is none, or cannot stand here. */
import { expect, test } from "vitest";
import { syntaxErrors } from "#test/support/parse-text.ts";

test("a slip", () => {
  expect(
    syntaxErrors(`attention v {
  input t: i23[Hq]
}`),
  ).toBe(`error[H111]: \`i23\` is not one of the types f32, f16, i32, u32, bool
 --> test.attn:2:12
  |
2 |   input t: i23[Hq]
  |            ^^^
  = help: did you mean \`i32\`?`);
});

test("a type for inputs only", () => {
  expect(
    syntaxErrors(`attention v {
  param x: f16 = 1
}`),
  ).toBe(`error[H111]: \`f16\` is not one of the types bool, i32, f32
 --> test.attn:2:12
  |
2 |   param x: f16 = 1
  |            ^^^`);
});

test("of a helper's parameter", () => {
  expect(syntaxErrors(`fn f(x: int) = x`)).toBe(`error[H111]: \`int\` is not one of the types bool, i32, f32
 --> test.attn:1:9
  |
1 | fn f(x: int) = x
  |         ^^^`);
});
