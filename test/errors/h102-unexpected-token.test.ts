/** @file H102: a token where another was due, in plain words. */
import { expect, test } from "vitest";
import { syntaxErrors } from "#test/support/parse-text.ts";

test("no expression", () => {
  expect(
    syntaxErrors(`attention v {
  mask = a +
  score = b
}`),
  ).toBe(`error[H102]: expected an expression, found \`score\`
 --> test.attn:3:3
  |
3 |   score = b
  |   ^^^^^`);
});

test("no comma", () => {
  expect(
    syntaxErrors(`attention v {
  mask = f(a b)
}`),
  ).toBe(`error[H102]: expected \`,\` or \`)\`, found \`b\`
 --> test.attn:2:14
  |
2 |   mask = f(a b)
  |              ^`);
});

test("an assignment for a comparison", () => {
  expect(
    syntaxErrors(`attention v {
  mask = a = b
}`),
  ).toBe(`error[H102]: expected an item such as \`mask = …\` or \`input\`, or \`}\`, found \`=\`
 --> test.attn:2:12
  |
2 |   mask = a = b
  |            ^
  = help: a comparison is written \`==\``);
});

test("a slip in a word", () => {
  expect(
    syntaxErrors(`attention v {
  lett x = 3
}`),
  ).toBe(`error[H102]: expected an item such as \`mask = …\` or \`input\`, or \`}\`, found \`lett\`
 --> test.attn:2:3
  |
2 |   lett x = 3
  |   ^^^^
  = help: did you mean \`let\`?`);
});

test("words for operators", () => {
  expect(
    syntaxErrors(`attention v {
  mask = a and b
}`),
  ).toBe(`error[H102]: expected an item such as \`mask = …\` or \`input\`, or \`}\`, found \`and\`
 --> test.attn:2:12
  |
2 |   mask = a and b
  |            ^^^
  = help: \`and\` is written \`&&\``);
});

test("a section with a type", () => {
  expect(
    syntaxErrors(`attention v {
  mask: bool = a
}`),
  ).toBe(`error[H102]: expected an item such as \`mask = …\` or \`input\`, or \`}\`, found \`mask\`
 --> test.attn:2:3
  |
2 |   mask: bool = a
  |   ^^^^
  = help: a section has no type: \`mask = …\``);
});

test("no type", () => {
  expect(
    syntaxErrors(`attention v {
  param x = 3
}`),
  ).toBe(`error[H102]: expected \`:\`, found \`=\`
 --> test.attn:2:11
  |
2 |   param x = 3
  |           ^
  = help: a type is due, such as \`: i32\``);
});

test("nothing after a name", () => {
  expect(
    syntaxErrors(`attention v {
  let x
}`),
  ).toBe(`error[H102]: expected \`=\`, found \`}\`
 --> test.attn:3:1
  |
3 | }
  | ^`);
});

test("text outside of attentions", () => {
  expect(syntaxErrors(`mask = a`)).toBe(`error[H102]: expected \`attention\`, \`fn\`, \`const\` or \`import\`, found \`mask\`
 --> test.attn:1:1
  |
1 | mask = a
  | ^^^^`);
});

test("the end of the file", () => {
  expect(syntaxErrors(`attention`)).toBe(`error[H102]: expected a name, found the end of the file
 --> test.attn:1:9
  |
1 | attention
  |         ^`);
});

test("the other branch", () => {
  expect(
    syntaxErrors(`attention v {
  score = c ? a
  mask = b
}`),
  ).toBe(`error[H102]: expected \`:\`, found \`mask\`
 --> test.attn:3:3
  |
3 |   mask = b
  |   ^^^^`);
});
