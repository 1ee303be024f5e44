/** @file H107 and H108: literals that are no numbers, or too large. */
import { expect, test } from "vitest";
import { syntaxErrors } from "#test/support/parse-text.ts";

test("two underscores", () => {
  expect(syntaxErrors(`const n = 1__0`)).toBe(`error[H107]: \`1__0\` is not a number
 --> test.attn:1:11
  |
1 | const n = 1__0
  |           ^^^^
  = help: an underscore stands between two digits`);
});

test("an underscore at the end", () => {
  expect(syntaxErrors(`const n = 1_`)).toBe(`error[H107]: \`1_\` is not a number
 --> test.attn:1:11
  |
1 | const n = 1_
  |           ^^
  = help: an underscore stands between two digits`);
});

test("no hexadecimal digit", () => {
  expect(syntaxErrors(`const n = 0xg`)).toBe(`error[H107]: \`0xg\` is not a number
 --> test.attn:1:11
  |
1 | const n = 0xg
  |           ^^^
  = help: hexadecimal digits are 0 to 9 and a to f`);
});

test("a leading zero", () => {
  expect(syntaxErrors(`const n = 007`)).toBe(`error[H107]: \`007\` is not a number
 --> test.attn:1:11
  |
1 | const n = 007
  |           ^^^
  = help: write it without the leading zero`);
});

test("no exponent", () => {
  expect(syntaxErrors(`const n = 1e`)).toBe(`error[H107]: \`1e\` is not a number
 --> test.attn:1:11
  |
1 | const n = 1e
  |           ^^
  = help: digits are missing after the \`e\``);
});

test("a suffix", () => {
  expect(syntaxErrors(`const n = 1.0f`)).toBe(`error[H107]: \`1.0f\` is not a number
 --> test.attn:1:11
  |
1 | const n = 1.0f
  |           ^^^^
  = help: literals have no suffix: \`1\` is an i32, \`1.0\` an f32`);
});

test("too large for i32", () => {
  expect(syntaxErrors(`const n = 2147483648`)).toBe(`error[H108]: \`2147483648\` does not fit i32
 --> test.attn:1:11
  |
1 | const n = 2147483648
  |           ^^^^^^^^^^
  = help: integers end at 2147483647; write a decimal point for an f32`);
});

test("the least i32 needs its minus at once", () => {
  expect(syntaxErrors(`const n = -(2147483648)`)).toBe(`error[H108]: \`2147483648\` does not fit i32
 --> test.attn:1:13
  |
1 | const n = -(2147483648)
  |             ^^^^^^^^^^
  = help: integers end at 2147483647; write a decimal point for an f32`);
});

test("too large for f32", () => {
  expect(syntaxErrors(`const n = 1e39`)).toBe(`error[H108]: \`1e39\` does not fit f32
 --> test.attn:1:11
  |
1 | const n = 1e39
  |           ^^^^
  = help: f32 ends near 3.4e38; infinity is written \`inf\``);
});
