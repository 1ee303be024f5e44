/** @file H105: a bracket that is open where it cannot be, with the place it was opened. */
import { expect, test } from "vitest";
import { syntaxErrors } from "#test/support/parse-text.ts";

test("a parenthesis before the next item", () => {
  expect(
    syntaxErrors(`attention v {
  mask = (a && (b || c)
  score = d
}`),
  ).toBe(`error[H105]: \`)\` is missing
 --> test.attn:3:3
  |
3 |   score = d
  |   ^^^^^
  = note: opened here
 --> test.attn:2:10
  |
2 |   mask = (a && (b || c)
  |          ^`);
});

test("a bracket", () => {
  expect(
    syntaxErrors(`attention v {
  score = t[h, (q_idx)
}`),
  ).toBe(`error[H105]: \`]\` is missing
 --> test.attn:3:1
  |
3 | }
  | ^
  = note: opened here
 --> test.attn:2:12
  |
2 |   score = t[h, (q_idx)
  |            ^`);
});

test("a brace before the next attention", () => {
  expect(
    syntaxErrors(`attention v {
  mask = a

attention w {}`),
  ).toBe(`error[H105]: \`}\` is missing
 --> test.attn:4:1
  |
4 | attention w {}
  | ^^^^^^^^^
  = note: opened here
 --> test.attn:1:13
  |
1 | attention v {
  |             ^`);
});

test("at the end of the file", () => {
  expect(
    syntaxErrors(`attention v {
  mask = f(a`),
  ).toBe(`error[H105]: \`)\` is missing
 --> test.attn:2:12
  |
2 |   mask = f(a
  |            ^
  = note: opened here
 --> test.attn:2:11
  |
2 |   mask = f(a
  |           ^`);
});

test("the wrong one", () => {
  expect(
    syntaxErrors(`attention v {
  mask = (a]
}`),
  ).toBe(`error[H105]: \`)\` is missing
 --> test.attn:2:12
  |
2 |   mask = (a]
  |            ^
  = note: opened here
 --> test.attn:2:10
  |
2 |   mask = (a]
  |          ^`);
});
