import { expect, it } from "vitest";
import { irOf } from "#test/support/attn.ts";

it("sections, inputs, params and the sizes that dims introduce", () => {
  expect(
    irOf(`attention v {
  input slope: f32[Hq]
  input table: f16[T, Sq + Skv - 1]
  param window: i32 = 256
  param scale: f32 = 2
  param on: bool = true
  let d = q_idx - kv_idx
  mask = on && d <= window && kv_idx < T
  score = score * scale + slope[h] * d + table[0, d + Skv - 1]
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    input slope: f32[Hq]
    input table: f16[T, sub(add(Sq, Skv), 1)]
    param window: i32 = 256
    param scale: f32 = 2.0
    param on: bool = true
    %0: i32 = sub(q_idx, kv_idx)
    %1: bool = le(%0, window)
    %2: bool = and(on, %1)
    %3: bool = lt(kv_idx, T)
    %4: bool = and(%2, %3)
    %5: f32 = mul(score, scale)
    %6: f32 = slope[h]
    %7: f32 = to_f32(%0)
    %8: f32 = mul(%6, %7)
    %9: f32 = add(%5, %8)
    %10: i32 = add(%0, Skv)
    %11: i32 = sub(%10, 1)
    %12: f32 = table[0, %11]
    %13: f32 = add(%9, %12)
    mask %4
    score %13
  }
  "
`);
});

it("either section alone, or none", () => {
  expect(
    irOf(`attention nothing {}
attention only_mask {
  mask = true
}
attention only_score {
  score = q_idx
}`),
  ).toMatchInlineSnapshot(`
  "variant nothing {
  }
  variant only_mask {
    mask true
  }
  variant only_score {
    %0: f32 = to_f32(q_idx)
    score %0
  }
  "
`);
});

it("an f32 param and an f32 section take a whole number", () => {
  expect(
    irOf(`attention v {
  param s: f32 = 1 + 2
  score = 2 - s > 0 ? 1 : q_idx
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    param s: f32 = 3.0
    %0: f32 = sub(2.0, s)
    %1: bool = gt(%0, 0.0)
    %2: i32 = where(%1, 1, q_idx)
    %3: f32 = to_f32(%2)
    score %3
  }
  "
`);
});

it("composed masks bring the inputs and params they read, once each", () => {
  expect(
    irOf(`attention local {
  param window: i32 = 4
  mask = q_idx - kv_idx <= window
}
attention document {
  input id: i32[B, Skv]
  input slope: f32[Hq]
  mask = id[b, q_idx] == id[b, kv_idx]
  score = score + slope[h]
}
attention both {
  param window: i32 = 4
  mask = local.mask && document.mask && kv_idx < window
}`),
  ).toMatchInlineSnapshot(`
  "variant local {
    param window: i32 = 4
    %0: i32 = sub(q_idx, kv_idx)
    %1: bool = le(%0, window)
    mask %1
  }
  variant document {
    input id: i32[B, Skv]
    input slope: f32[Hq]
    %0: i32 = id[b, q_idx]
    %1: i32 = id[b, kv_idx]
    %2: bool = eq(%0, %1)
    %3: f32 = slope[h]
    %4: f32 = add(score, %3)
    mask %2
    score %4
  }
  variant both {
    input id: i32[B, Skv]
    param window: i32 = 4
    %0: i32 = sub(q_idx, kv_idx)
    %1: bool = le(%0, window)
    %2: i32 = id[b, q_idx]
    %3: i32 = id[b, kv_idx]
    %4: bool = eq(%2, %3)
    %5: bool = and(%1, %4)
    %6: bool = lt(kv_idx, window)
    %7: bool = and(%5, %6)
    mask %7
  }
  "
`);
});

it("an attention without a mask allows every pair", () => {
  expect(
    irOf(`attention plain {
  score = score * 2
}
attention v {
  mask = plain.mask && q_idx >= kv_idx
}`),
  ).toMatchInlineSnapshot(`
  "variant plain {
    %0: f32 = mul(score, 2.0)
    score %0
  }
  variant v {
    %0: bool = ge(q_idx, kv_idx)
    %1: bool = and(true, %0)
    mask %1
  }
  "
`);
});

it("imports of attentions, helpers and constants, through another file", () => {
  expect(
    irOf(
      `import { local, twice, two } from "masks.attn"
attention v {
  mask = local.mask || q_idx < two
  score = twice(score)
}`,
      {
        "masks.attn": `import { two } from "numbers.attn"
fn own(x) = x - two
fn twice(x) = x * two
attention local {
  mask = own(q_idx) <= kv_idx
}`,
        "numbers.attn": `const two = 1 + 1
`,
      },
    ),
  ).toMatchInlineSnapshot(`
  "variant v {
    %0: i32 = sub(q_idx, 2)
    %1: bool = le(%0, kv_idx)
    %2: bool = lt(q_idx, 2)
    %3: bool = or(%1, %2)
    %4: f32 = mul(score, 2.0)
    mask %3
    score %4
  }
  "
`);
});

it("a file's own helper may call an imported one whose file has another of its name", () => {
  expect(
    irOf(
      `import { g } from "other.attn"
fn f(x) = g(x) + 1
attention v {
  mask = q_idx < f(2)
}`,
      {
        "other.attn": `fn f(x) = x * 3
fn g(x) = f(x)`,
      },
    ),
  ).toMatchInlineSnapshot(`
  "variant v {
    %0: i32 = mul(2, 3)
    %1: i32 = add(%0, 1)
    %2: bool = lt(q_idx, %1)
    mask %2
  }
  "
`);
});

it("a constant of a file in several attentions, a constant of sizes", () => {
  expect(
    irOf(`const limit = 4 * 2
const group = div(Hq, Hkv)
attention a {
  mask = q_idx < limit
}
attention c {
  mask = kv_idx < limit * group
}`),
  ).toMatchInlineSnapshot(`
  "variant a {
    %0: bool = lt(q_idx, 8)
    mask %0
  }
  variant c {
    %0: i32 = div(Hq, Hkv)
    %1: i32 = mul(8, %0)
    %2: bool = lt(kv_idx, %1)
    mask %2
  }
  "
`);
});

it("a constant and a let of whole numbers as dims", () => {
  expect(
    irOf(`const W = 8
attention v {
  const H = 4
  let n = H * W
  input t: f32[n, W]
  score = score + t[min(q_idx, n - 1), kv_idx % W]
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    input t: f32[32, 8]
    %0: i32 = mul(4, 8)
    %1: i32 = sub(%0, 1)
    %2: i32 = min(q_idx, %1)
    %3: i32 = mod(kv_idx, 8)
    %4: f32 = t[%2, %3]
    %5: f32 = add(score, %4)
    score %5
  }
  "
`);
});

it("a helper may bear an operation's name; its parameters hide any name", () => {
  expect(
    irOf(`fn min(a, c) = a < c ? c : a
fn shift(h: i32, q_idx: i32) = h + q_idx
attention v {
  fn max(x) = x
  mask = min(q_idx, max(kv_idx)) > shift(1, 2)
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    %0: bool = lt(q_idx, kv_idx)
    %1: i32 = where(%0, kv_idx, q_idx)
    %2: i32 = add(1, 2)
    %3: bool = gt(%1, %2)
    mask %3
  }
  "
`);
});

it("a helper inside an attention sees its params and inputs", () => {
  expect(
    irOf(`attention v {
  input slope: f32[Hq]
  param s: f32 = 2.0
  fn bias(d: f32) = slope[h] * d * s
  score = score + bias(q_idx) + bias(kv_idx)
}`),
  ).toMatchInlineSnapshot(`
  "variant v {
    input slope: f32[Hq]
    param s: f32 = 2.0
    %0: f32 = slope[h]
    %1: f32 = to_f32(q_idx)
    %2: f32 = mul(%0, %1)
    %3: f32 = mul(%2, s)
    %4: f32 = add(score, %3)
    %5: f32 = to_f32(kv_idx)
    %6: f32 = mul(%0, %5)
    %7: f32 = mul(%6, s)
    %8: f32 = add(%4, %7)
    score %8
  }
  "
`);
});

it("a local size of one attention is free in the next", () => {
  expect(
    irOf(`attention a {
  input t: f32[N]
  score = score + t[min(h, N - 1)]
}
attention c {
  param N: i32 = 3
  mask = q_idx < N
}`),
  ).toMatchInlineSnapshot(`
  "variant a {
    input t: f32[N]
    %0: i32 = sub(N, 1)
    %1: i32 = min(h, %0)
    %2: f32 = t[%1]
    %3: f32 = add(score, %2)
    score %3
  }
  variant c {
    param N: i32 = 3
    %0: bool = lt(q_idx, N)
    mask %0
  }
  "
`);
});
