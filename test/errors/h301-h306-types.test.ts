/** @file Types: H301 to H306. */
import { expect, it } from "vitest";
import { saidOf } from "#test/support/attn.ts";

it("H301: operators and operations", () => {
  expect(
    saidOf(`attention v {
  mask = q_idx + (kv_idx > 3) > 2
  score = score << 2
}`),
  ).toMatchInlineSnapshot(`
  "error[H301]: \`+\` has no meaning for i32 and bool
   --> main.attn:2:10
    |
  2 |   mask = q_idx + (kv_idx > 3) > 2
    |          ^^^^^^^^^^^^^^^^^^^^
    = help: make a number of a bool with \`c ? 1 : 0\`, a bool of a number with a comparison

  error[H301]: \`<<\` has no meaning for f32 and i32
   --> main.attn:3:11
    |
  3 |   score = score << 2
    |           ^^^^^^^^^^
    = help: convert with \`i32(…)\` or \`f32(…)\`"
`);
});

it("H301: a choice between a bool and a number", () => {
  expect(
    saidOf(`attention v {
  score = q_idx ? score : 0.0
}`),
  ).toMatchInlineSnapshot(`
    "error[H301]: \`? :\` has no meaning for i32, f32 and f32
     --> main.attn:2:11
      |
    2 |   score = q_idx ? score : 0.0
      |           ^^^^^^^^^^^^^^^^^^^
      = help: make a number of a bool with \`c ? 1 : 0\`, a bool of a number with a comparison"
  `);
});

it("H301: several in one expression", () => {
  expect(
    saidOf(`attention v {
  mask = (q_idx && kv_idx) || !h || (true < false)
}`),
  ).toMatchInlineSnapshot(`
    "error[H301]: \`&&\` has no meaning for i32 and i32
     --> main.attn:2:11
      |
    2 |   mask = (q_idx && kv_idx) || !h || (true < false)
      |           ^^^^^^^^^^^^^^^
      = help: make a number of a bool with \`c ? 1 : 0\`, a bool of a number with a comparison

    error[H301]: \`!\` has no meaning for i32
     --> main.attn:2:31
      |
    2 |   mask = (q_idx && kv_idx) || !h || (true < false)
      |                               ^^
      = help: make a number of a bool with \`c ? 1 : 0\`, a bool of a number with a comparison

    error[H301]: \`<\` has no meaning for bool and bool
     --> main.attn:2:38
      |
    2 |   mask = (q_idx && kv_idx) || !h || (true < false)
      |                                      ^^^^^^^^^^^^
      = help: make a number of a bool with \`c ? 1 : 0\`, a bool of a number with a comparison"
  `);
});

it("H302: sections of the wrong type", () => {
  expect(
    saidOf(`attention v {
  mask = q_idx - kv_idx
  score = q_idx >= kv_idx
}`),
  ).toMatchInlineSnapshot(`
  "error[H302]: \`mask\` must be bool and is i32
   --> main.attn:2:10
    |
  2 |   mask = q_idx - kv_idx
    |          ^^^^^^^^^^^^^^
    = help: compare it with something, for example \`… != 0\`

  error[H302]: \`score\` must be f32 and is bool
   --> main.attn:3:11
    |
  3 |   score = q_idx >= kv_idx
    |           ^^^^^^^^^^^^^^^"
`);
});

it("H303: a mask that looks at the score", () => {
  expect(
    saidOf(`attention v {
  let big = score > 1.0
  mask = q_idx >= kv_idx && big
}`),
  ).toMatchInlineSnapshot(`
  "error[H303]: \`score\` is not known in \`mask\`
   --> main.attn:2:13
    |
  2 |   let big = score > 1.0
    |             ^^^^^
    = help: a mask decides from positions which scores are computed; a score can mask itself with \`c ? score : -inf\`"
`);
});

it("H304: an index that is not whole", () => {
  expect(
    saidOf(`attention v {
  input t: f32[Skv]
  score = score + t[kv_idx / 2] + t[q_idx > 2]
}`),
  ).toMatchInlineSnapshot(`
  "error[H304]: an index must be i32 and is f32
   --> main.attn:3:21
    |
  3 |   score = score + t[kv_idx / 2] + t[q_idx > 2]
    |                     ^^^^^^^^^^
    = help: convert with \`i32(…)\` or divide with \`div(a, b)\`

  error[H304]: an index must be i32 and is bool
   --> main.attn:3:37
    |
  3 |   score = score + t[kv_idx / 2] + t[q_idx > 2]
    |                                     ^^^^^^^^^
    = help: convert with \`i32(…)\` or divide with \`div(a, b)\`"
`);
});

it("H305: too few and too many indices", () => {
  expect(
    saidOf(`attention v {
  input t: f32[Hq, Skv]
  input s: f32[Hq]
  score = score + t[h] + s[h, kv_idx]
}`),
  ).toMatchInlineSnapshot(`
  "error[H305]: \`t\` has 2 dimensions and is given 1 index
   --> main.attn:4:19
    |
  4 |   score = score + t[h] + s[h, kv_idx]
    |                   ^^^^

  error[H305]: \`s\` has 1 dimension and is given 2 indices
   --> main.attn:4:26
    |
  4 |   score = score + t[h] + s[h, kv_idx]
    |                          ^^^^^^^^^^^^"
`);
});

it("H306: an argument of the wrong type", () => {
  expect(
    saidOf(`fn f(x: i32, on: bool) = on ? x : 0
attention v {
  mask = q_idx < f(1.5, h)
}`),
  ).toMatchInlineSnapshot(`
  "error[H306]: \`x\` is i32 and is given f32
   --> main.attn:3:20
    |
  3 |   mask = q_idx < f(1.5, h)
    |                    ^^^

  error[H306]: \`on\` is bool and is given i32
   --> main.attn:3:25
    |
  3 |   mask = q_idx < f(1.5, h)
    |                         ^"
`);
});
