/** @file H110 and H112: a comma too many, a semicolon at all. */
import { expect, test } from "vitest";
import { syntaxErrors } from "#test/support/parse-text.ts";

test("two commas", () => {
  expect(
    syntaxErrors(`attention v {
  mask = f(a,, b)
}`),
  ).toBe(`error[H110]: nothing stands between these commas
 --> test.attn:2:13
  |
2 |   mask = f(a,, b)
  |             ^^
  = help: remove one`);
});

test("three commas are two mistakes", () => {
  expect(syntaxErrors(`fn f(a,,, b) = a`)).toBe(`error[H110]: nothing stands between these commas
 --> test.attn:1:7
  |
1 | fn f(a,,, b) = a
  |       ^^
  = help: remove one

error[H110]: nothing stands between these commas
 --> test.attn:1:8
  |
1 | fn f(a,,, b) = a
  |        ^^
  = help: remove one`);
});

test("semicolons", () => {
  expect(
    syntaxErrors(`attention v {
  let x = 3;
  mask = a;
}`),
  ).toBe(`error[H112]: items are not separated by semicolons
 --> test.attn:2:12
  |
2 |   let x = 3;
  |            ^
  = help: remove it; each item ends where the next begins

error[H112]: items are not separated by semicolons
 --> test.attn:3:11
  |
3 |   mask = a;
  |           ^
  = help: remove it; each item ends where the next begins`);
});
