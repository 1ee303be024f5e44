/** @file H103 and H104: comments and strings without an end. */
import { expect, test } from "vitest";
import { syntaxErrors } from "#test/support/parse-text.ts";

test("a comment", () => {
  expect(syntaxErrors(`attention v { mask = a } /* and so on`)).toBe(`error[H103]: this comment never ends
 --> test.attn:1:26
  |
1 | attention v { mask = a } /* and so on
  |                          ^^
  = help: close it with \`*/\``);
});

test("a comment that swallows the rest is the one mistake", () => {
  expect(syntaxErrors(`attention v { /* mask = a }`)).toBe(`error[H103]: this comment never ends
 --> test.attn:1:15
  |
1 | attention v { /* mask = a }
  |               ^^
  = help: close it with \`*/\``);
});

test("a string", () => {
  expect(
    syntaxErrors(`import { a } from "./x.attn
attention v {}`),
  ).toBe(`error[H104]: this string does not end on its line
 --> test.attn:1:19
  |
1 | import { a } from "./x.attn
  |                   ^^^^^^^^^
  = help: close it with \`"\``);
});
