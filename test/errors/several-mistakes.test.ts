/** @file All mistakes of a file are told at once, none twice, and none that only follows from another. */
import { expect, it } from "vitest";
import { saidOf, survivorsOf } from "#test/support/attn.ts";

it("one per line, in order", () => {
  expect(
    saidOf(`fn f(x) = x + y
attention v {
  input slope: f32[Hq]
  param w: i32 = 1.5
  let d = q_idx - kvidx
  mask = d < w
  score = score + slope + f(1) + f(2)
}
attention u {
  mask = v.mask && d > 0
}`),
  ).toMatchInlineSnapshot(`
  "error[H215]: the default of \`param w\` must be a finite constant of type i32
   --> main.attn:4:18
    |
  4 |   param w: i32 = 1.5
    |                  ^^^

  error[H201]: unknown name \`kvidx\`
   --> main.attn:5:19
    |
  5 |   let d = q_idx - kvidx
    |                   ^^^^^
    = help: did you mean \`kv_idx\`?

  error[H209]: \`slope\` is a tensor of rank 1 and is used without an index
   --> main.attn:7:19
    |
  7 |   score = score + slope + f(1) + f(2)
    |                   ^^^^^
    = help: write \`slope[…]\`

  error[H201]: unknown name \`y\`
   --> main.attn:1:15
    |
  1 | fn f(x) = x + y
    |               ^

  error[H201]: unknown name \`d\`
    --> main.attn:10:20
     |
  10 |   mask = v.mask && d > 0
     |                    ^"
`);
});

it("syntax and names together", () => {
  expect(
    saidOf(`attention v {
  mask = q_idx >=
}
attention u {
  mask = q_idx >= k_idx
}`),
  ).toMatchInlineSnapshot(`
  "error[H102]: expected an expression, found \`}\`
   --> main.attn:3:1
    |
  3 | }
    | ^

  error[H201]: unknown name \`k_idx\`
   --> main.attn:5:19
    |
  5 |   mask = q_idx >= k_idx
    |                   ^^^^^
    = help: did you mean \`q_idx\`?"
`);
});

it("what is broken, or made of something broken, is left out, and the rest comes out", () => {
  const text = `import { gone, limit } from "gone.attn"
attention wrong { mask = q_idx >= nothing }
attention on_wrong { mask = wrong.mask && true }
attention on_gone { mask = gone.mask
  score = score * 2 }
attention on_limit { input t: f32[limit]
  score = score + t[0] }
attention strange { param unused: i32 = 1 }
attention right { mask = q_idx >= kv_idx }`;
  expect(survivorsOf(text)).toEqual(["strange", "right"]);
});
