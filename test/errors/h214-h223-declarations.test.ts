/** @file Declarations: constants H214 and H221, defaults H215, clashes H216, dims H217, functions and attentions as values H218 H223, masks made of themselves H219. */
import { expect, it } from "vitest";
import { saidOf } from "#test/support/attn.ts";

it("H214: a constant of an index, of a param, of a length", () => {
  expect(
    saidOf(`attention v {
  param window: i32 = 4
  const a = q_idx + 1
  const b2 = window * 2
  const c = Skv - 1
  const fine = Hq * D
  mask = q_idx < a + b2 + c + fine
}`),
  ).toMatchInlineSnapshot(`
  "error[H214]: \`const a\` is not known at compile time
   --> main.attn:3:13
    |
  3 |   const a = q_idx + 1
    |             ^^^^^^^^^
    = help: use \`let\` for a value that varies, \`param\` for one given at a call

  error[H214]: \`const b2\` is not known at compile time
   --> main.attn:4:14
    |
  4 |   const b2 = window * 2
    |              ^^^^^^^^^^
    = help: use \`let\` for a value that varies, \`param\` for one given at a call

  error[H214]: \`const c\` is not known at compile time
   --> main.attn:5:13
    |
  5 |   const c = Skv - 1
    |             ^^^^^^^
    = help: use \`let\` for a value that varies, \`param\` for one given at a call"
`);
});

it("H214: a constant of a file, used in two attentions", () => {
  expect(
    saidOf(`const limit = kv_idx
attention v {
  mask = q_idx < limit
}
attention w {
  mask = q_idx > limit
}`),
  ).toMatchInlineSnapshot(`
  "error[H214]: \`const limit\` is not known at compile time
   --> main.attn:1:15
    |
  1 | const limit = kv_idx
    |               ^^^^^^
    = help: use \`let\` for a value that varies, \`param\` for one given at a call"
`);
});

it("H215: a default of another type, not constant, not finite", () => {
  expect(
    saidOf(`attention v {
  param a: i32 = 2.5
  param c: f32 = inf
  param d: bool = 1
  param e: i32 = Skv
  score = d ? score * c : score + a + e
}`),
  ).toMatchInlineSnapshot(`
  "error[H215]: the default of \`param a\` must be a finite constant of type i32
   --> main.attn:2:18
    |
  2 |   param a: i32 = 2.5
    |                  ^^^

  error[H215]: the default of \`param c\` must be a finite constant of type f32
   --> main.attn:3:18
    |
  3 |   param c: f32 = inf
    |                  ^^^

  error[H215]: the default of \`param d\` must be a finite constant of type bool
   --> main.attn:4:19
    |
  4 |   param d: bool = 1
    |                   ^

  error[H215]: the default of \`param e\` must be a finite constant of type i32
   --> main.attn:5:18
    |
  5 |   param e: i32 = Skv
    |                  ^^^"
`);
});

it("H216: an input that two attentions declare differently", () => {
  expect(
    saidOf(`attention a {
  input t: f32[Hq]
  mask = t[h] > 0.0
}
attention v {
  input t: i32[Hq]
  mask = a.mask && t[h] > 0
}`),
  ).toMatchInlineSnapshot(`
    "error[H216]: \`t\` is declared differently in attentions whose masks are composed
     --> main.attn:2:9
      |
    2 |   input t: f32[Hq]
      |         ^
      = note: the other declaration is here
     --> main.attn:6:3
      |
    6 |   input t: i32[Hq]
      |   ^^^^^^^^^^^^^^^^"
  `);
});

it("H216: a param with two defaults", () => {
  expect(
    saidOf(`attention a {
  param w: i32 = 4
  mask = q_idx < w
}
attention v {
  param w: i32 = 5
  mask = a.mask && kv_idx < w
}`),
  ).toMatchInlineSnapshot(`
    "error[H216]: \`w\` is declared differently in attentions whose masks are composed
     --> main.attn:2:9
      |
    2 |   param w: i32 = 4
      |         ^
      = note: the other declaration is here
     --> main.attn:6:3
      |
    6 |   param w: i32 = 5
      |   ^^^^^^^^^^^^^^^^"
  `);
});

it("H216: an input of one is a param of the other", () => {
  expect(
    saidOf(`attention a {
  input w: i32[]
  mask = q_idx < w
}
attention v {
  param w: i32 = 5
  mask = a.mask && kv_idx < w
}`),
  ).toMatchInlineSnapshot(`
    "error[H216]: \`w\` is declared differently in attentions whose masks are composed
     --> main.attn:2:9
      |
    2 |   input w: i32[]
      |         ^
      = note: the other declaration is here
     --> main.attn:6:3
      |
    6 |   param w: i32 = 5
      |   ^^^^^^^^^^^^^^^^"
  `);
});

it("H217: dims", () => {
  expect(
    saidOf(`attention v {
  param n: i32 = 4
  input a: f32[q_idx]
  input c: f32[n]
  input d: f32[2.5]
  score = score + a[0] + c[0] + d[0]
}`),
  ).toMatchInlineSnapshot(`
    "error[H217]: a dimension must be an i32 expression of size names and integers
     --> main.attn:3:16
      |
    3 |   input a: f32[q_idx]
      |                ^^^^^

    error[H217]: a dimension must be an i32 expression of size names and integers
     --> main.attn:4:16
      |
    4 |   input c: f32[n]
      |                ^

    error[H217]: a dimension must be an i32 expression of size names and integers
     --> main.attn:5:16
      |
    5 |   input d: f32[2.5]
      |                ^^^"
  `);
});

it("H218 and H223: a helper and an attention as values", () => {
  expect(
    saidOf(`fn twice(x) = x * 2
attention causal {
  mask = q_idx >= kv_idx
}
attention v {
  mask = causal
  score = score * twice
}`),
  ).toMatchInlineSnapshot(`
    "error[H223]: \`causal\` is an attention and is used as a value
     --> main.attn:6:10
      |
    6 |   mask = causal
      |          ^^^^^^
      = help: write \`causal.mask\` for its mask

    error[H218]: \`twice\` is a function and is used without a call
     --> main.attn:7:19
      |
    7 |   score = score * twice
      |                   ^^^^^
      = help: write \`twice(…)\`"
  `);
});

it("H219: a mask made of itself", () => {
  expect(
    saidOf(`attention v {
  mask = q_idx >= kv_idx && v.mask
}`),
  ).toMatchInlineSnapshot(`
  "error[H219]: the mask of \`v\` is made of itself
   --> main.attn:2:29
    |
  2 |   mask = q_idx >= kv_idx && v.mask
    |                             ^"
`);
});

it("H219: masks made of each other", () => {
  expect(
    saidOf(`attention a {
  mask = c.mask
}
attention c {
  mask = a.mask || q_idx < 3
}`),
  ).toMatchInlineSnapshot(`
  "error[H219]: the mask of \`a\` is made of itself
   --> main.attn:5:10
    |
  5 |   mask = a.mask || q_idx < 3
    |          ^

  error[H219]: the mask of \`c\` is made of itself
   --> main.attn:2:10
    |
  2 |   mask = c.mask
    |          ^"
`);
});

it("H221: a constant made of itself", () => {
  expect(
    saidOf(`const n = n + 1
attention v {
  mask = q_idx < n
}`),
  ).toMatchInlineSnapshot(`
  "error[H221]: \`const n\` is made of itself
   --> main.attn:1:7
    |
  1 | const n = n + 1
    |       ^"
`);
});

it("H221: a circle of constants", () => {
  expect(
    saidOf(`const a = c * 2
const c = d
const d = a - 1
attention v {
  mask = q_idx < c
}`),
  ).toMatchInlineSnapshot(`
  "error[H221]: \`const c\` is made of itself
   --> main.attn:2:7
    |
  2 | const c = d
    |       ^
    = note: through \`d\`, \`a\`"
`);
});

it("H217: a param declared below", () => {
  expect(
    saidOf(`attention v {
  input t: f32[n]
  param n: i32 = 4
  mask = t[h] > 0.0
}`),
  ).toMatchInlineSnapshot(`
    "error[H201]: unknown name \`n\`
     --> main.attn:2:16
      |
    2 |   input t: f32[n]
      |                ^"
  `);
});
