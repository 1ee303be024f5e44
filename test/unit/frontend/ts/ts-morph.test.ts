/** @file The route for files: declarations, imports, composition. */
import { expect, test } from "vitest";
import { readFiles, readMain } from "#test/support/ts-routes.ts";

test("types, assertions and parentheses fall away", () => {
  const text = readMain(`
    const W = 4 * 64;
    function near(a: number, b: number): boolean { return (a as number) - b! <= W; }
    export const local = attention({
      name: "local",
      inputs: { bias: f32("Hq", "2 * W0", W), on: bool("B") },
      params: { low: i32(-1), t: f32(1 / 8), flag: bool(true) },
      mask: ({ q_idx, kv_idx, b }: { q_idx: number; kv_idx: number; b: number }, values) => near(q_idx, kv_idx) && values.on(b) satisfies boolean,
      score({ score, h: head }, { bias, t }) { return score * t + bias(head, 0, 1.0); },
    });`);
  expect(text).toBe(
    `const W (mul 4 64)
fn near (a b) (le (sub a b) W)
attention local
  input bias f32 [Hq (mul 2 W0) 256]
  input on bool [B]
  param low i32 (neg 1)
  param t f32 0.125
  param flag bool true
  section mask (and (near q_idx kv_idx) on[b])
  section score (add (mul score t) bias[h 0 1.0])`,
  );
});

test("constants, helpers and attentions are followed across files", () => {
  const text = readFiles({
    "main.ts": `
      import { attention as define } from "heed";
      import * as heed from "heed";
      import { causal as base, near as closeBy } from "./lib/index.js";
      import shift from "./shift.ts";
      import * as sizes from "./sizes";
      const close = (a: number) => a + 1;
      export const local = define({
        name: "local",
        inputs: { slope: heed.f32("Hq") },
        mask: (p, t) => base.mask(p, t) && closeBy(p.q_idx, shift(close(p.kv_idx))) && p.h < sizes.heads.few,
        score: ({ score }) => heed.sigmoid(score),
      });`,
    "lib/index.ts": `export * from "./masks"; export { close as near } from "./masks";`,
    "lib/masks.ts": `
      import { attention } from "heed";
      import { W } from "../sizes";
      export const causal = attention({ name: "causal", mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx });
      export const near = 3;
      const close = (a: number, b: number) => a - b < W;
      export { close };`,
    "shift.ts": `export default (x: number): number => x + 2;`,
    "sizes.ts": `export const W = 16; export const heads = { few: 2, many: 8 } as const;`,
  });
  expect(text).toBe(
    `attention causal
  section mask (ge q_idx kv_idx)
fn close (a) (add a 1)
fn value (x) (add x 2)
const W 16
fn close_2 (a b) (lt (sub a b) W)
const heads_few 2
attention local
  input slope f32 [Hq]
  section mask (and (and (mask-of causal) (close_2 q_idx (value (close kv_idx)))) (lt h heads_few))
  section score (sigmoid:sigmoid score)`,
  );
});

test("sections may be names of functions, and shared declarations are spread", () => {
  const text = readMain(`
    const common = { slope: f32("Hq") };
    const causal = ({ q_idx, kv_idx }) => q_idx >= kv_idx;
    export const a = attention({ name: "a", inputs: { ...common, n: i32("B") }, mask: causal, score: (p, t) => p.score + t.slope(p.h) });
    export const b = attention({ name: "b", inputs: common, mask: a.mask, score: (p, t) => -a.score(p, t) });`);
  expect(text).toBe(
    `attention a
  input slope f32 [Hq]
  input n i32 [B]
  section mask (ge q_idx kv_idx)
  section score (add score slope[h])
attention b
  input slope f32 [Hq]
  section mask (ge q_idx kv_idx)
  section score (neg (add score slope[h]))`,
  );
});

test("a mask is composed with its arguments written out", () => {
  const text = readMain(`
    const causal = attention({ name: "causal", mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx });
    export const v = attention({ name: "v", mask: ({ q_idx, kv_idx, h }) => h < 2 || causal.mask({ q_idx, kv_idx }) });`);
  expect(text).toBe(
    `attention causal
  section mask (ge q_idx kv_idx)
attention v
  section mask (or (lt h 2) (mask-of causal))`,
  );
});

test("an attention without a mask composes as true", () => {
  const text = readMain(`
    export const plain = attention({ name: "plain" });
    export const v = attention({ name: "v", mask: (p) => plain.mask(p) && p.h < 1, score: (p) => plain.score(p) });`);
  expect(text).toBe("attention plain\nattention v\n  section mask (and true (lt h 1))\n  section score score");
});

test("the second argument also holds the scope", () => {
  expect(
    readMain(`const far = 64;
const common = { near: 8 };
export const v = attention({
  name: "v",
  scope: { ...common, far, half: (x: number) => x / 2, unit() { return 1; }, unused: Date.now() },
  mask: ({ q_idx, kv_idx }, { near, far }) => q_idx - kv_idx < near || kv_idx < far,
  score: ({ score }, values) => values.half(score) + values.unit(),
});`),
  ).toBe(
    `const near 8
const far 64
fn half (x) (divide x 2)
fn unit () 1
attention v
  section mask (or (lt (sub q_idx kv_idx) near) (lt kv_idx far))
  section score (add (half score) (unit))`,
  );
});
