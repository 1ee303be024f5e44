/** @file Tensors and their elements: H208, H209. */
import { expect, it } from "vitest";
import { saidOf } from "#test/support/attn.ts";

it("H208: a number has no elements", () => {
  expect(
    saidOf(`attention v {
  param window: i32 = 4
  mask = q_idx < window[h]
}`),
  ).toMatchInlineSnapshot(`
  "error[H208]: \`window\` is not a captured tensor and has no elements
   --> main.attn:3:18
    |
  3 |   mask = q_idx < window[h]
    |                  ^^^^^^
    = help: declare \`input window: f32[…]\` to index it"
`);
});

it("H209: a tensor without an index", () => {
  expect(
    saidOf(`attention v {
  input slope: f32[Hq, 2]
  score = score + slope
}`),
  ).toMatchInlineSnapshot(`
  "error[H209]: \`slope\` is a tensor of rank 2 and is used without an index
   --> main.attn:3:19
    |
  3 |   score = score + slope
    |                   ^^^^^
    = help: write \`slope[…]\`"
`);
});
