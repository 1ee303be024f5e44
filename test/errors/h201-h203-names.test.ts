/** @file Names that are unknown, declared twice, or always there: H201, H202, H203. */
import { expect, it } from "vitest";
import { saidOf } from "#test/support/attn.ts";

it("H201: an unknown name, with a suggestion", () => {
  expect(
    saidOf(`attention v {
  mask = q_idx >= kv_indx
}`),
  ).toMatchInlineSnapshot(`
  "error[H201]: unknown name \`kv_indx\`
   --> main.attn:2:19
    |
  2 |   mask = q_idx >= kv_indx
    |                   ^^^^^^^
    = help: did you mean \`kv_idx\`?"
`);
});

it("H201: a name of another attention is not known here", () => {
  expect(
    saidOf(`attention a {
  param width: i32 = 4
  mask = q_idx - kv_idx < width
}
attention two {
  mask = q_idx - kv_idx < width
}`),
  ).toMatchInlineSnapshot(`
    "error[H201]: unknown name \`width\`
     --> main.attn:6:27
      |
    6 |   mask = q_idx - kv_idx < width
      |                           ^^^^^"
  `);
});

it("H201: a let is known only below its line", () => {
  expect(
    saidOf(`attention v {
  mask = distance <= 4
  let distance = q_idx - kv_idx
}`),
  ).toMatchInlineSnapshot(`
  "error[H201]: unknown name \`distance\`
   --> main.attn:2:10
    |
  2 |   mask = distance <= 4
    |          ^^^^^^^^"
`);
});

it("H201: an unknown tensor", () => {
  expect(
    saidOf(`attention v {
  input slope: f32[Hq]
  score = score + slop[h]
}`),
  ).toMatchInlineSnapshot(`
  "error[H201]: unknown name \`slop\`
   --> main.attn:3:19
    |
  3 |   score = score + slop[h]
    |                   ^^^^
    = help: did you mean \`slope\`?"
`);
});

it("H201: an unknown size in a dim that is more than a name", () => {
  expect(
    saidOf(`attention v {
  input table: f32[2 * N]
  score = score + table[h]
}`),
  ).toMatchInlineSnapshot(`
  "error[H201]: unknown name \`N\`
   --> main.attn:2:24
    |
  2 |   input table: f32[2 * N]
    |                        ^"
`);
});

it("H202: a name declared twice in an attention", () => {
  expect(
    saidOf(`attention v {
  param width: i32 = 4
  let width = 3
  mask = q_idx < width
}`),
  ).toMatchInlineSnapshot(`
  "error[H202]: \`width\` is declared twice
   --> main.attn:3:7
    |
  3 |   let width = 3
    |       ^^^^^
    = note: it is first declared here
   --> main.attn:2:9
    |
  2 |   param width: i32 = 4
    |         ^^^^^"
`);
});

it("H202: two inputs of one name", () => {
  expect(
    saidOf(`attention v {
  input t: f32[Hq]
  input t: f32[Hq]
  score = score + t[h]
}`),
  ).toMatchInlineSnapshot(`
  "error[H202]: \`t\` is declared twice
   --> main.attn:3:9
    |
  3 |   input t: f32[Hq]
    |         ^
    = note: it is first declared here
   --> main.attn:2:9
    |
  2 |   input t: f32[Hq]
    |         ^"
`);
});

it("H202: a file declares a name twice", () => {
  expect(
    saidOf(`fn f(x) = x
const f = 2
attention v {
  mask = q_idx < f(3)
}`),
  ).toMatchInlineSnapshot(`
  "error[H202]: \`f\` is declared twice
   --> main.attn:2:7
    |
  2 | const f = 2
    |       ^
    = note: it is first declared here
   --> main.attn:1:4
    |
  1 | fn f(x) = x
    |    ^"
`);
});

it("H202: a helper's parameters", () => {
  expect(
    saidOf(`fn f(x, x) = x
attention v {
  mask = q_idx < f(1, 2)
}`),
  ).toMatchInlineSnapshot(`
  "error[H202]: \`x\` is declared twice
   --> main.attn:1:9
    |
  1 | fn f(x, x) = x
    |         ^
    = note: it is first declared here
   --> main.attn:1:6
    |
  1 | fn f(x, x) = x
    |      ^"
`);
});

it("H202: a section twice", () => {
  expect(
    saidOf(`attention v {
  mask = q_idx >= kv_idx
  mask = q_idx > kv_idx
}`),
  ).toMatchInlineSnapshot(`
  "error[H202]: \`mask\` is declared twice
   --> main.attn:3:3
    |
  3 |   mask = q_idx > kv_idx
    |   ^^^^"
`);
});

it("H203: names that are always in scope", () => {
  expect(
    saidOf(`const Skv = 3
attention v {
  input h: f32[Hq]
  param score: f32 = 1.0
  let D = 4
  fn b(x) = x
  mask = q_idx >= kv_idx
}`),
  ).toMatchInlineSnapshot(`
  "error[H203]: \`Skv\` is always in scope and cannot be declared
   --> main.attn:1:7
    |
  1 | const Skv = 3
    |       ^^^
    = help: choose another name

  error[H203]: \`h\` is always in scope and cannot be declared
   --> main.attn:3:9
    |
  3 |   input h: f32[Hq]
    |         ^
    = help: choose another name

  error[H203]: \`score\` is always in scope and cannot be declared
   --> main.attn:4:9
    |
  4 |   param score: f32 = 1.0
    |         ^^^^^
    = help: choose another name

  error[H203]: \`D\` is always in scope and cannot be declared
   --> main.attn:5:7
    |
  5 |   let D = 4
    |       ^
    = help: choose another name

  error[H203]: \`b\` is always in scope and cannot be declared
   --> main.attn:6:6
    |
  6 |   fn b(x) = x
    |      ^
    = help: choose another name"
`);
});
