import { expect, it } from "vitest";
import { attention } from "#src/frontend/attention.ts";
import { fromDefinition } from "#src/frontend/index.ts";
import { printVariant } from "#src/ir/print.ts";
import { irOf } from "#test/support/attn.ts";

it("integers mix with floats, constants convert at once", () => {
  expect(
    irOf(`attention v {
  score = (score + 2) * q_idx - 3 / 4
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    %0: f32 = add(score, 2.0)
    %1: f32 = to_f32(q_idx)
    %2: f32 = mul(%0, %1)
    %3: f32 = divide(3.0, 4.0)
    %4: f32 = sub(%2, %3)
    score %4
  }
  "
`);
});

it("division is true division, div and % are floored, rem and quot are cut", () => {
  expect(
    irOf(`attention v {
  score = q_idx / 2 + div(q_idx, 2) + q_idx % 3 + rem(q_idx, 3) + quot(q_idx, 3)
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    %0: f32 = to_f32(q_idx)
    %1: f32 = divide(%0, 2.0)
    %2: i32 = div(q_idx, 2)
    %3: f32 = to_f32(%2)
    %4: f32 = add(%1, %3)
    %5: i32 = mod(q_idx, 3)
    %6: f32 = to_f32(%5)
    %7: f32 = add(%4, %6)
    %8: i32 = rem(q_idx, 3)
    %9: f32 = to_f32(%8)
    %10: f32 = add(%7, %9)
    %11: i32 = quot(q_idx, 3)
    %12: f32 = to_f32(%11)
    %13: f32 = add(%10, %12)
    score %13
  }
  "
`);
});

it("bit operators on bools are logic", () => {
  expect(
    irOf(`attention v {
  mask = (q_idx > 1 & kv_idx > 1 | h > 1) ^ ~(b > 0)
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    %0: bool = gt(q_idx, 1)
    %1: bool = gt(kv_idx, 1)
    %2: bool = and(%0, %1)
    %3: bool = gt(h, 1)
    %4: bool = or(%2, %3)
    %5: bool = gt(b, 0)
    %6: bool = not(%5)
    %7: bool = ne(%4, %6)
    mask %7
  }
  "
`);
});

it("prefix operators of constants fold", () => {
  expect(
    irOf(`attention v {
  mask = q_idx > -(-3) && !false
  score = score + -inf
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    %0: bool = gt(q_idx, 3)
    %1: bool = and(%0, true)
    %2: f32 = add(score, -inf)
    mask %1
    score %2
  }
  "
`);
});

it("associative operations take more than two", () => {
  expect(
    irOf(`attention v {
  score = max(score, 1.0, q_idx, kv_idx)
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    %0: f32 = max(score, 1.0)
    %1: f32 = to_f32(q_idx)
    %2: f32 = max(%0, %1)
    %3: f32 = to_f32(kv_idx)
    %4: f32 = max(%2, %3)
    score %4
  }
  "
`);
});

it("conversions", () => {
  expect(
    irOf(`attention v {
  mask = bool(q_idx) && bool(i32(f32(kv_idx) * 0.5))
  score = f32(q_idx) + f32(score) + i32(2.7)
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    %0: bool = to_bool(q_idx)
    %1: f32 = to_f32(kv_idx)
    %2: f32 = mul(%1, 0.5)
    %3: i32 = to_i32(%2)
    %4: bool = to_bool(%3)
    %5: bool = and(%0, %4)
    %6: f32 = to_f32(q_idx)
    %7: f32 = add(%6, score)
    %8: f32 = add(%7, 2.0)
    mask %5
    score %8
  }
  "
`);
});

it("an index that is whole by its operation is converted", () => {
  expect(
    irOf(`attention v {
  input t: f32[Skv]
  score = score + t[floor(kv_idx / 2)]
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    input t: f32[Skv]
    %0: f32 = to_f32(kv_idx)
    %1: f32 = divide(%0, 2.0)
    %2: f32 = floor(%1)
    %3: i32 = to_i32(%2)
    %4: f32 = t[%3]
    %5: f32 = add(score, %4)
    score %5
  }
  "
`);
});

it("a tensor without dimensions is its value", () => {
  expect(
    irOf(`attention v {
  input s: f32[]
  score = score * s
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    input s: f32[]
    %0: f32 = s[]
    %1: f32 = mul(score, %0)
    score %1
  }
  "
`);
});

it("a helper is inlined for every type it is called with", () => {
  expect(
    irOf(`fn twice(x) = x * 2
fn real(x: f32) = x
attention v {
  mask = twice(q_idx) > kv_idx
  score = twice(score) + real(1) + real(h)
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    %0: i32 = mul(q_idx, 2)
    %1: bool = gt(%0, kv_idx)
    %2: f32 = mul(score, 2.0)
    %3: f32 = add(%2, 1.0)
    %4: f32 = to_f32(h)
    %5: f32 = add(%3, %4)
    mask %1
    score %5
  }
  "
`);
});

it("a sum of hundreds of terms", () => {
  const text = irOf(`attention v { mask = ${Array.from({ length: 450 }, (_, i) => `q_idx * ${i}`).join(" + ")} > 0 }`);
  expect(text.match(/add\(/g)).toHaveLength(449);
});

it("TypeScript's Number(x) keeps an integer, and its floored and cut quotients are integers", () => {
  const definition = attention({
    name: "v",
    mask: ({ q_idx, kv_idx }) => Number(q_idx) + +kv_idx > Math.floor(q_idx / 2) + Math.trunc(kv_idx / 3),
    score: ({ score, q_idx }) => Number(score) + Math.floor(score / 2) + Number(q_idx > 3),
  });
  expect(printVariant(fromDefinition(definition))).toMatchInlineSnapshot(`
    "variant v {
      %0: i32 = add(q_idx, kv_idx)
      %1: i32 = div(q_idx, 2)
      %2: i32 = quot(kv_idx, 3)
      %3: i32 = add(%1, %2)
      %4: bool = gt(%0, %3)
      %5: f32 = divide(score, 2.0)
      %6: f32 = floor(%5)
      %7: f32 = add(score, %6)
      %8: bool = gt(q_idx, 3)
      %9: f32 = to_f32(%8)
      %10: f32 = add(%7, %9)
      mask %4
      score %10
    }
    "
  `);
});
