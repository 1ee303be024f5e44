/** @file H114 and H115: only masks are taken from attentions, only names are called and indexed. */
import { expect, test } from "vitest";
import { syntaxErrors } from "#test/support/parse-text.ts";

test("a score", () => {
  expect(
    syntaxErrors(`attention v {
  score = causal.score
}`),
  ).toBe(`error[H114]: \`score\` cannot be taken from \`causal\`
 --> test.attn:2:18
  |
2 |   score = causal.score
  |                  ^^^^^
  = help: only a mask can: \`causal.mask\``);
});

test("indexing a call", () => {
  expect(
    syntaxErrors(`attention v {
  score = f(h)[q_idx]
}`),
  ).toBe(`error[H115]: only a name can be indexed
 --> test.attn:2:15
  |
2 |   score = f(h)[q_idx]
  |               ^`);
});

test("calling a value", () => {
  expect(
    syntaxErrors(`attention v {
  score = (a)(b)
}`),
  ).toBe(`error[H115]: only a name can be called
 --> test.attn:2:14
  |
2 |   score = (a)(b)
  |              ^`);
});
