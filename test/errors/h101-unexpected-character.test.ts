/** @file H101: a character that starts no token. */
import { expect, test } from "vitest";
import { syntaxErrors } from "#test/support/parse-text.ts";

test("one character", () => {
  expect(
    syntaxErrors(`attention v {
  mask = a @ b
}`),
  ).toBe(`error[H101]: the language has no character "@"
 --> test.attn:2:12
  |
2 |   mask = a @ b
  |            ^`);
});

test("a sign of mathematics", () => {
  expect(
    syntaxErrors(`attention v {
  mask = q_idx ≥ kv_idx
}`),
  ).toBe(`error[H101]: the language has no character "≥"
 --> test.attn:2:16
  |
2 |   mask = q_idx ≥ kv_idx
  |                ^
  = help: write \`>=\``);
});

test("several in a row, beyond the first plane", () => {
  expect(
    syntaxErrors(`attention v {
  mask = 🙂🙂 a
}`),
  ).toBe(`error[H101]: the language has no character "🙂🙂"
 --> test.attn:2:10
  |
2 |   mask = 🙂🙂 a
  |          ^^^^`);
});

test("another kind of quote", () => {
  expect(syntaxErrors(`import { a } from './x.attn'`)).toBe(`error[H101]: the language has no character "'"
 --> test.attn:1:19
  |
1 | import { a } from './x.attn'
  |                   ^
  = help: strings are written in double quotes

error[H101]: the language has no character "'"
 --> test.attn:1:28
  |
1 | import { a } from './x.attn'
  |                            ^
  = help: strings are written in double quotes`);
});
