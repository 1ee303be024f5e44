/** @file Calls: recursion H205, unknown functions H206, wrong numbers of arguments H207, tensors called H222. */
import { expect, it } from "vitest";
import { saidOf } from "#test/support/attn.ts";

it("H205: a helper that calls itself", () => {
  expect(
    saidOf(`fn f(x) = f(x - 1)
attention v {
  mask = q_idx < f(4)
}`),
  ).toMatchInlineSnapshot(`
  "error[H205]: \`f\` calls itself
   --> main.attn:1:11
    |
  1 | fn f(x) = f(x - 1)
    |           ^^^^^^^^
    = help: helpers are inlined, so a call must end; write the recursion out"
`);
});

it("H205: helpers that call each other, told once for each", () => {
  expect(
    saidOf(`fn f(x) = g(x - 1)
fn g(x) = h2(x)
fn h2(x) = f(x)
attention v {
  mask = q_idx < f(4)
}
attention w {
  mask = q_idx < f(5)
}`),
  ).toMatchInlineSnapshot(`
  "error[H205]: \`f\` calls itself
   --> main.attn:3:12
    |
  3 | fn h2(x) = f(x)
    |            ^^^^
    = note: through \`g\`, \`h2\`
    = help: helpers are inlined, so a call must end; write the recursion out"
`);
});

it("H205: through a constant", () => {
  expect(
    saidOf(`fn f(x) = x + c
const c = f(2)
attention v {
  mask = q_idx < f(4)
}`),
  ).toMatchInlineSnapshot(`
  "error[H205]: \`f\` calls itself
   --> main.attn:2:11
    |
  2 | const c = f(2)
    |           ^^^^
    = note: through \`c\`
    = help: helpers are inlined, so a call must end; write the recursion out"
`);
});

it("H206: an unknown function", () => {
  expect(
    saidOf(`attention v {
  score = tanhh(score)
}`),
  ).toMatchInlineSnapshot(`
  "error[H206]: unknown function \`tanhh\`
   --> main.attn:2:11
    |
  2 |   score = tanhh(score)
    |           ^^^^^
    = help: did you mean \`tanh\`?"
`);
});

it("H206: a helper's name with a slip", () => {
  expect(
    saidOf(`fn decay(x) = x * 2
attention v {
  score = score + deccay(h)
}`),
  ).toMatchInlineSnapshot(`
  "error[H206]: unknown function \`deccay\`
   --> main.attn:3:19
    |
  3 |   score = score + deccay(h)
    |                   ^^^^^^
    = help: did you mean \`decay\`?"
`);
});

it("H222: a tensor is not called", () => {
  expect(
    saidOf(`attention v {
  input slope: f32[Hq]
  score = score + slope(h)
}`),
  ).toMatchInlineSnapshot(`
    "error[H222]: \`slope\` is a captured tensor and no function
     --> main.attn:3:19
      |
    3 |   score = score + slope(h)
      |                   ^^^^^
      = help: write \`slope[…]\`"
  `);
});

it("H207: an operation", () => {
  expect(
    saidOf(`attention v {
  score = clamp(score, 1.0)
}`),
  ).toMatchInlineSnapshot(`
  "error[H207]: \`clamp\` takes 3 arguments and is given 2
   --> main.attn:2:11
    |
  2 |   score = clamp(score, 1.0)
    |           ^^^^^^^^^^^^^^^^^"
`);
});

it("H207: a helper", () => {
  expect(
    saidOf(`fn f(x) = x
attention v {
  mask = q_idx < f()
}`),
  ).toMatchInlineSnapshot(`
  "error[H207]: \`f\` takes 1 argument and is given 0
   --> main.attn:3:18
    |
  3 |   mask = q_idx < f()
    |                  ^^^"
`);
});
