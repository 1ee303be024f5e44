import { expect, test } from "vitest";
import type { Node } from "#src/ir/node.ts";
import { printNode } from "#src/ir/print.ts";
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

test("a single column is looked through row by row, whatever differences the mask is of", () => {
  const bent = "ge(sub(where(le(abs(sub(q_idx, kv_idx)), 1), kv_idx, 0), kv_idx), add(sub(kv_idx, q_idx), 11))";
  expect(cellsOf(bent, [93, 16], { Sq: 160, Skv: 192 })).toEqual(["---.........", "-----......."]);
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

test("at a million tokens the work follows the boundary: a handful of boxes, and pairs only where nothing else decides", () => {
  const workOf = (text: string) => planBlocks(maskOf(text), requestOf(128, { Sq: 2 ** 20, Skv: 2 ** 20 })).work;
  const causal = "ge(q_idx, kv_idx)";
  expect(workOf(causal)).toEqual({ boxes: 29, points: 0 });
  const window = workOf(`and(${causal}, le(sub(q_idx, kv_idx), 1024))`);
  expect(window.boxes).toBeLessThan(100);
  expect(window.points).toBeLessThan(10);
  expect(workOf("lt(mod(kv_idx, 3), 1)").boxes).toBeLessThan(4 * 8192);
  expect(workOf("ge(q_idx, 5000)").boxes).toBeLessThan(60);
});

test("a tensor that is not known costs no more than what is", () => {
  const tensors = new Map([["doc", undefined]]);
  const mask = maskOf("and(ge(q_idx, kv_idx), eq(doc[q_idx], doc[kv_idx]))", { doc: "i32" });
  const { work } = planBlocks(mask, requestOf(128, { Sq: 2 ** 20, Skv: 2 ** 20 }, { tensors }));
  expect(work.boxes + work.points).toBeLessThan(60);
});

test("pairs that had to be looked at are told of, with what was open", () => {
  const bits = { type: "bool", shape: [64, 64], data: Uint8Array.from({ length: 4096 }, (_, i) => +(i % 5 > 0)) } as const;
  const told: string[] = [];
  const onPoints = (open: readonly Node[], pairs: number): void => void told.push(`${open.map((node) => printNode(node)).join()} ${pairs}`);
  const mask = maskOf("and(bits[q_idx, kv_idx], ge(q_idx, kv_idx))", { bits: "bool" });
  const plan = planBlocks(mask, requestOf(32, { Sq: 64, Skv: 64 }, { tensors: new Map([["bits", bits]]), onPoints }));
  expect(told).toEqual(["bits[q_idx, kv_idx],ge(q_idx, kv_idx) 3", "bits[q_idx, kv_idx] 6", "bits[q_idx, kv_idx],ge(q_idx, kv_idx) 3"]);
  expect(plan.work.points).toBe(12);
});
