/** @file An unknown section: H204. */
import { expect, it } from "vitest";
import { saidOf } from "#test/support/attn.ts";

it("H204: a slip", () => {
  expect(
    saidOf(`attention v {
  mas = q_idx >= kv_idx
}`),
  ).toMatchInlineSnapshot(`
  "error[H204]: unknown section \`mas\`
   --> main.attn:2:3
    |
  2 |   mas = q_idx >= kv_idx
    |   ^^^
    = help: did you mean \`mask\`?"
`);
});

it("H204: something else", () => {
  expect(
    saidOf(`attention v {
  distance = q_idx - kv_idx
  mask = distance > 3
}`),
  ).toMatchInlineSnapshot(`
  "error[H204]: unknown section \`distance\`
   --> main.attn:2:3
    |
  2 |   distance = q_idx - kv_idx
    |   ^^^^^^^^
    = help: the sections are \`mask\`, \`score\`; a local value is written \`let distance = …\`"
`);
});
