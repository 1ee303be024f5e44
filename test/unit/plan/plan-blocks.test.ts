import { expect, test } from "vitest";
import { countBlocks } from "#src/plan/block-plan.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { intTensor, maskOf, planCells, requestOf } from "#test/support/plans.ts";

const cellsOf = (text: string, ...rest: Parameters<typeof requestOf>): string[] =>
  planCells(planBlocks(maskOf(text, { length: "i32", keep: "i32" }), requestOf(...rest)));

test("no mask: everything, with the ragged edges partial", () => {
  expect(planCells(planBlocks(undefined, requestOf([64, 32], { Sq: 130, Skv: 100 })))).toEqual(["###-", "###-", "----"]);
  expect(planCells(planBlocks(undefined, requestOf(64, { Sq: 128, Skv: 64 })))).toEqual(["#", "#"]);
});

test("a block past the end is partial, and empty if nothing in it is allowed", () => {
  expect(cellsOf("ge(q_idx, kv_idx)", 64, { Sq: 100, Skv: 160 })).toEqual(["-..", "--."]);
  expect(cellsOf("lt(kv_idx, 128)", 64, { Sq: 64, Skv: 160 })).toEqual(["##."]);
});

test("constant masks", () => {
  expect(cellsOf("false", 64, { Sq: 128, Skv: 128 })).toEqual(["..", ".."]);
  expect(cellsOf("ge(window, 3)", 64, { Sq: 65, Skv: 64 }, { params: { window: 3 } })).toEqual(["#", "-"]);
});

test("params and sizes are numbers of the call", () => {
  const text = "le(sub(sub(add(q_idx, Skv), Sq), kv_idx), window)";
  expect(cellsOf(text, 64, { Sq: 64, Skv: 256 }, { params: { window: 63 } })).toEqual(["..-#"]);
  expect(cellsOf(text, 64, { Sq: 64, Skv: 256 }, { params: { window: 127 } })).toEqual([".-##"]);
});

test("heads and batches: key/value heads go by groups", () => {
  expect(cellsOf("eq(hkv, 1)", 64, { Hq: 4, Hkv: 2, Sq: 64, Skv: 64 })).toEqual([".", ".", "#", "#"]);
  expect(
    cellsOf("lt(kv_idx, length[b])", 64, { B: 2, Hq: 2, Hkv: 1, Sq: 64, Skv: 128 }, { tensors: new Map([["length", intTensor([64, 100])]]) }),
  ).toEqual(["#.", "#.", "#-", "#-"]);
});

test("a tensor that is not known leaves what depends on it partial, and nothing else", () => {
  const tensors = new Map([["length", undefined]]);
  expect(cellsOf("and(ge(q_idx, kv_idx), lt(kv_idx, length[b]))", 64, { Sq: 192, Skv: 192 }, { tensors })).toEqual(["-..", "--.", "---"]);
  expect(cellsOf("or(ge(q_idx, kv_idx), lt(kv_idx, length[b]))", 64, { Sq: 192, Skv: 192 }, { tensors })).toEqual(["---", "#--", "##-"]);
});

test("f32 at the very edge stays partial: a kernel may decide it either way", () => {
  // sqrt is allowed an error, so sqrt(64) may come out above or below 8.
  expect(cellsOf("ge(sqrt(to_f32(div(kv_idx, 64))), 1.0)", 64, { Sq: 64, Skv: 256 })).toEqual([".-##"]);
  expect(cellsOf("ge(to_f32(kv_idx), 64.0)", 64, { Sq: 64, Skv: 256 })).toEqual([".###"]);
});

test("what wraps in i32 is planned as it wraps", () => {
  expect(cellsOf("lt(add(kv_idx, 2147483583), 0)", 64, { Sq: 64, Skv: 192 })).toEqual([".-#"]);
  expect(cellsOf("gt(mul(kv_idx, 33554432), 0)", 64, { Sq: 64, Skv: 128 })).toEqual(["-."]);
});

test("an empty sequence has no blocks", () => {
  expect(countBlocks(planBlocks(undefined, requestOf(64, { Sq: 0, Skv: 64 })))).toEqual({ full: 0, partial: 0, empty: 0, density: 0 });
  expect(countBlocks(planBlocks(maskOf("keep[kv_idx]", { keep: "bool" }), requestOf(64, { Sq: 64, Skv: 0 })))).toEqual({
    full: 0,
    partial: 0,
    empty: 0,
    density: 0,
  });
});

test("a hundred thousand tokens of causal attention take a few thousand boxes, not ten thousand million pairs", () => {
  const plan = planBlocks(maskOf("and(ge(q_idx, kv_idx), le(sub(q_idx, kv_idx), 1024))"), requestOf(128, { Sq: 131072, Skv: 131072 }));
  expect(countBlocks(plan)).toMatchObject({ full: 7140, partial: 2040 });
});
