import { expect, test } from "vitest";
import { drawText } from "#src/plan/draw.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { maskOf, requestOf } from "#test/support/plans.ts";

const causal = maskOf("ge(q_idx, kv_idx)");
const twoWindows = maskOf("and(ge(q_idx, kv_idx), le(sub(q_idx, kv_idx), mul(h, 128)))");

test("a grid that fits is drawn block by block", () => {
  const plan = planBlocks(maskOf("and(ge(q_idx, kv_idx), le(sub(q_idx, kv_idx), 256))"), requestOf([64, 64], { Sq: 448, Skv: 440 }));
  expect(drawText(plan)).toMatchInlineSnapshot(`
    "7 × 7 blocks of 64 × 64
    ┌──────────────┐
    │░░            │
    │██░░          │
    │████░░        │
    │██████░░      │
    │░░██████░░    │
    │  ░░██████░░  │
    │    ░░██████░░│
    └──────────────┘
    ██ full 15   ░░ partial 10   empty 24   density 51 %
    "
  `);
});

test("heads that differ are drawn below each other, one alone if asked for", () => {
  const plan = planBlocks(twoWindows, requestOf(64, { B: 2, Hq: 3, Hkv: 1, Sq: 256, Skv: 256 }));
  expect(drawText(plan)).toMatchInlineSnapshot(`
    "head 0; 4 × 4 blocks of 64 × 64
    ┌────────┐
    │░░      │
    │  ░░    │
    │    ░░  │
    │      ░░│
    └────────┘
    head 1; 4 × 4 blocks of 64 × 64
    ┌────────┐
    │░░      │
    │██░░    │
    │░░██░░  │
    │  ░░██░░│
    └────────┘
    head 2; 4 × 4 blocks of 64 × 64
    ┌────────┐
    │░░      │
    │██░░    │
    │████░░  │
    │██████░░│
    └────────┘
    ██ full 18   ░░ partial 28   empty 50   density 47.9 %
    "
  `);
  expect(drawText(plan, { h: 2 })).toMatchInlineSnapshot(`
    "head 2; 4 × 4 blocks of 64 × 64
    ┌────────┐
    │░░      │
    │██░░    │
    │████░░  │
    │██████░░│
    └────────┘
    ██ full 18   ░░ partial 28   empty 50   density 47.9 %
    "
  `);
});

test("a grid that is too wide is drawn coarser", () => {
  const plan = planBlocks(causal, requestOf(128, { Sq: 20000, Skv: 20000 }));
  expect(drawText(plan, { maxWidth: 40 })).toMatchInlineSnapshot(`
    "157 × 157 blocks of 128 × 128; one cell is 9 × 9 blocks
    ┌────────────────────────────────────┐
    │░░                                  │
    │██░░                                │
    │████░░                              │
    │██████░░                            │
    │████████░░                          │
    │██████████░░                        │
    │████████████░░                      │
    │██████████████░░                    │
    │████████████████░░                  │
    │██████████████████░░                │
    │████████████████████░░              │
    │██████████████████████░░            │
    │████████████████████████░░          │
    │██████████████████████████░░        │
    │████████████████████████████░░      │
    │██████████████████████████████░░    │
    │████████████████████████████████░░  │
    │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░│
    └────────────────────────────────────┘
    ██ full 12090   ░░ partial 313   empty 12246   density 50.3 %
    "
  `);
});

test("heads that are alike are drawn once", () => {
  const plan = planBlocks(maskOf("or(lt(h, 2), ge(q_idx, kv_idx))"), requestOf(64, { Hq: 3, Hkv: 1, Sq: 128, Skv: 128 }));
  expect(drawText(plan)).toMatchInlineSnapshot(`
    "head 0 and 1 like it; 2 × 2 blocks of 64 × 64
    ┌────┐
    │████│
    │████│
    └────┘
    head 2; 2 × 2 blocks of 64 × 64
    ┌────┐
    │░░  │
    │██░░│
    └────┘
    ██ full 9   ░░ partial 2   empty 1   density 91.7 %
    "
  `);
});

test("more heads than fit are counted", () => {
  const plan = planBlocks(maskOf("le(kv_idx, mul(h, 16))"), requestOf(16, { Hq: 10, Hkv: 1, Sq: 16, Skv: 200 }));
  const text = drawText(plan);
  expect(text).toContain("head 7; 1 × 13 blocks of 16 × 16\n");
  expect(text).not.toContain("head 8;");
  expect(text).toContain("… and 2 more that differ\n");
});

test("colour only if asked for", () => {
  const plan = planBlocks(causal, requestOf(64, { Sq: 128, Skv: 128 }));
  expect(drawText(plan)).not.toContain("\u001B");
  expect(drawText(plan, { color: true })).toContain("│\u001B[36m██\u001B[0m\u001B[33m░░\u001B[0m│\n");
});

test("a grid that is too high is drawn coarser, too", () => {
  const plan = planBlocks(causal, requestOf(64, { Sq: 64 * 99, Skv: 128 }));
  expect(drawText(plan, { maxWidth: 22 })).toMatchInlineSnapshot(`
    "99 × 2 blocks of 64 × 64; one cell is 10 × 10 blocks
    ┌──┐
    │░░│
    │██│
    │██│
    │██│
    │██│
    │██│
    │██│
    │██│
    │██│
    │██│
    └──┘
    ██ full 195   ░░ partial 2   empty 1   density 99.5 %
    "
  `);
});
