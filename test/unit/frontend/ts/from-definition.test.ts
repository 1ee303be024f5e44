/** @file The run-time route: definitions and their functions' own text. */
import { expect, test } from "vitest";
import { attention, bool, f32, i32 } from "#src/frontend/attention.ts";
import { sigmoid } from "#src/frontend/functions.ts";
import { readDefinition } from "#test/support/ts-routes.ts";

const causal = attention({ name: "causal", mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx });

test("destructured arguments, a captured tensor, a param", () => {
  const alibi = attention({
    name: "alibi",
    inputs: { slope: f32("Hq") },
    params: { window: i32(256) },
    mask: ({ q_idx, kv_idx }, { window }) => q_idx >= kv_idx && q_idx - kv_idx <= window,
    score: ({ score, h, q_idx, kv_idx }, { slope }) => score + slope(h) * (kv_idx - q_idx),
  });
  expect(readDefinition(alibi)).toBe(
    `attention alibi
  input slope f32 [Hq]
  param window i32 256
  section mask (and (ge q_idx kv_idx) (le (sub q_idx kv_idx) window))
  section score (add score (mul slope[h] (sub kv_idx q_idx)))`,
  );
});

test("member access, renaming, and what minifiers write", () => {
  const variant = attention({
    name: "v",
    inputs: { bias: f32("Hq", 16, "Sq + Skv - 1"), on: bool("N") },
    mask: new Function("e", "t", "return!0&&t.on(e.h)&&e.q_idx<1e3&&e.q_idx<=1/0&&e.N>.5") as () => boolean,
    score: (at, { bias: table }) => {
      const { h: head, q_idx: q } = at;
      return table(head, q % 16, at.kv_idx);
    },
  });
  expect(readDefinition(variant)).toBe(
    `attention v
  input bias f32 [Hq 16 (sub (add Sq Skv) 1)]
  input on bool [N]
  section mask (and (and (and (and true on[h]) (lt q_idx 1000)) (le q_idx Infinity)) (gt N 0.5))
  section score bias[h (rem q_idx 16) kv_idx]`,
  );
});

test("statements become one expression", () => {
  const variant = attention({
    name: "v",
    score(at) {
      if (at.q_idx > 3) {
        const d = at.q_idx - at.kv_idx;
        if (d < 1) return 0.5;
      } else if (at.h === 0) return at.score;
      const r = at.score * 2;
      return Math.max(r, 1, Math.round(r)) + Math.floor(at.q_idx / 4) ** 2;
    },
  });
  expect(readDefinition(variant)).toBe(
    `attention v
  section score (let rest=(let r=(mul score 2) in (add (max:Math.max r 1 (floor:Math.round (add r 0.5))) (pow:Math.pow (floor:Math.floor (divide q_idx 4)) 2))) in (if (gt q_idx 3) (let d=(sub q_idx kv_idx) in (if (lt d 1) 0.5 rest)) (if (eq h 0) score rest)))`,
  );
});

test("scope: constants, helpers, other attentions, known functions", () => {
  const W = 16;
  const near = (a: number, b: number): boolean => a - b < W;
  const same = ({ q_idx, kv_idx }: { q_idx: number; kv_idx: number }): boolean => q_idx === kv_idx;
  const config = { sharpness: 2.5 };
  const squash = sigmoid;
  const variant = attention({
    name: "local",
    mask: (at) => (causal.mask(at) && near(at.q_idx, at.kv_idx)) || same(at),
    score: ({ score }) => squash(score) * config.sharpness,
    scope: { W, near, same, causal, config, squash },
  });
  expect(readDefinition(variant)).toBe(
    `attention causal
  section mask (ge q_idx kv_idx)
const W 16
fn near (a b) (lt (sub a b) W)
const sharpness 2.5
attention local
  section mask (or (and (mask-of causal) (near q_idx kv_idx)) (eq q_idx kv_idx))
  section score (mul (sigmoid:sigmoid score) sharpness)`,
  );
});

test("a definition runs as it stands", () => {
  expect(causal.mask({ q_idx: 3, kv_idx: 2 })).toBe(true);
  expect(causal.score({ score: 0.25 })).toBe(0.25);
  expect(Object.isFrozen(causal)).toBe(true);
});

test("names that clash are told apart", () => {
  const h = 7;
  const shift = (q_idx: number): number => q_idx + h;
  const variant = attention({
    name: "v",
    mask: (p) => {
      // oxlint-disable-next-line no-shadow -- that is what is tested
      const h = shift(p.q_idx);
      const min = h + 1;
      return min > p.kv_idx;
    },
    scope: { h, shift },
  });
  expect(readDefinition(variant)).toBe(
    `const h_2 7
fn shift (q_idx) (add q_idx h_2)
attention v
  section mask (let h_3=(shift q_idx) min_2=(add h_3 1) in (gt min_2 kv_idx))`,
  );
});

test("an imported name as bundlers write it when it is called", () => {
  const variant = attention({
    name: "v",
    scope: { twice: (x: number) => 2 * x },
    score: new Function(
      "{ score, h: exp2 }",
      "return (0, __imports_0__.sigmoid)(score) + (0,helpers.twice)(score) + (0,helpers.exp2)(exp2)",
    ) as () => number,
  });
  expect(readDefinition(variant)).toBe(
    `fn twice (x) (mul 2 x)
attention v
  section score (add (add (sigmoid:sigmoid score) (twice score)) (exp2:exp2 h))`,
  );
});

test("the second argument also holds the scope, whose names no bundler changes", () => {
  const variant = attention({
    name: "v",
    inputs: { slope: f32("Hq") },
    scope: { reach: 8, more: { step: 2 }, twice: (x: number) => 2 * x },
    mask: new Function("t,{reach:e,more:n}", "return t.q_idx-t.kv_idx<e*n.step") as () => boolean,
    score: ({ score, h }, { slope, twice }) => twice(score) + slope(h),
  });
  expect(readDefinition(variant)).toBe(
    `const reach 8
const step 2
fn twice (x) (mul 2 x)
attention v
  input slope f32 [Hq]
  section mask (lt (sub q_idx kv_idx) (mul reach step))
  section score (add (twice score) slope[h])`,
  );
});
