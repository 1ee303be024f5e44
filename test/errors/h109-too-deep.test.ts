/** @file H109: nesting has an end. */
import { expect, test } from "vitest";
import { syntaxErrors } from "#test/support/parse-text.ts";

test("parentheses", () => {
  expect(syntaxErrors(`const n = ${"(".repeat(101)}`)).toBe(`error[H109]: nested deeper than 100 levels
 --> test.attn:1:111
  |
1 | const n = ${"(".repeat(101)}
  |${" ".repeat(111)}^
  = help: name a part of it with \`let\``);
});

test("a chain of operators", () => {
  expect(syntaxErrors(`const n = a${" + a".repeat(501)}`)).toBe(`error[H109]: nested deeper than 500 levels
 --> test.attn:1:11
  |
1 | const n = a${" + a".repeat(501)}
  |           ^
  = help: name a part of it with \`let\``);
});
