/** @file H116: words of the language as names. */
import { expect, test } from "vitest";
import { syntaxErrors } from "#test/support/parse-text.ts";

test("each is one mistake", () => {
  expect(
    syntaxErrors(`attention v {
  let input = 3
  param const: i32 = 3
  fn inf(x) = x
}`),
  ).toBe(`error[H116]: \`input\` is a word of the language
 --> test.attn:2:7
  |
2 |   let input = 3
  |       ^^^^^
  = help: choose another name

error[H116]: \`const\` is a word of the language
 --> test.attn:3:9
  |
3 |   param const: i32 = 3
  |         ^^^^^
  = help: choose another name

error[H116]: \`inf\` is a word of the language
 --> test.attn:4:6
  |
4 |   fn inf(x) = x
  |      ^^^
  = help: choose another name`);
});
