/** @file H113: operators of other languages. */
import { expect, test } from "vitest";
import { syntaxErrors } from "#test/support/parse-text.ts";

test("strict equality", () => {
  expect(
    syntaxErrors(`attention v {
  mask = a === b !== c
}`),
  ).toBe(`error[H113]: the language has no operator \`===\`
 --> test.attn:2:12
  |
2 |   mask = a === b !== c
  |            ^^^
  = help: write \`==\`

error[H113]: the language has no operator \`!==\`
 --> test.attn:2:18
  |
2 |   mask = a === b !== c
  |                  ^^^
  = help: write \`!=\``);
});

test("a power", () => {
  expect(
    syntaxErrors(`attention v {
  score = score ** 2
}`),
  ).toBe(`error[H113]: the language has no operator \`**\`
 --> test.attn:2:17
  |
2 |   score = score ** 2
  |                 ^^
  = help: write \`pow(a, b)\``);
});
