/** @file H106: `a < b < c` has no silent meaning. */
import { expect, test } from "vitest";
import { syntaxErrors } from "#test/support/parse-text.ts";

test("an order", () => {
  expect(
    syntaxErrors(`attention v {
  mask = 0 <= q_idx < 8
}`),
  ).toBe(`error[H106]: \`<=\` and \`<\` cannot be chained
 --> test.attn:2:10
  |
2 |   mask = 0 <= q_idx < 8
  |          ^^^^^^^^^^^^^^
  = help: join two comparisons with \`&&\`, or put the first in parentheses to compare its truth value`);
});

test("an equality on either side", () => {
  expect(
    syntaxErrors(`attention v {
  mask = a == b < c
}`),
  ).toBe(`error[H106]: \`==\` and \`<\` cannot be chained
 --> test.attn:2:10
  |
2 |   mask = a == b < c
  |          ^^^^^^^^^^
  = help: join two comparisons with \`&&\`, or put the first in parentheses to compare its truth value`);
});
