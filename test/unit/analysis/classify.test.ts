import { expect, test } from "vitest";
import { createClassifier, isDecided, type Classifier } from "#src/analysis/classify.ts";
import { alongRows, coefficientsOf, directionOf, everywhere } from "#src/analysis/direction.ts";
import { printNode } from "#src/ir/print.ts";
import { intTensor, maskOf } from "#test/support/plans.ts";

const inputs = { doc: "i32", keep: "bool", hidden: "i32" } as const;

function classifierOf(text: string): Classifier {
  const keep = { type: "bool", shape: [64], data: Uint8Array.from({ length: 64 }, (_, i) => +(i % 8 > 0)) } as const;
  const tensors = new Map([
    ["doc", intTensor(Array.from({ length: 64 }, (_, i) => i >> 3))],
    ["keep", keep],
    ["hidden", undefined],
  ] as const);
  const classifier = createClassifier(maskOf(text, inputs), { scalars: { window: 5 }, tensors });
  classifier.enter(0, 0, 0);
  return classifier;
}

/** `true`, `false`, or along what it moves and whether it is surely mixed. */
function over(text: string, box: readonly [number, number, number, number]): string {
  const value = classifierOf(text).box(...box);
  if (isDecided(value)) return value.lo ? "true" : "false";
  const { q, k } = value.along === everywhere ? { q: "?", k: "?" } : coefficientsOf(value.along);
  return `${q} ${k}${value.gapless ? " mixed" : ""}`;
}

test.each([
  ["ge(q_idx, kv_idx)", [16, 31, 0, 15], "true"],
  ["ge(q_idx, kv_idx)", [0, 15, 16, 31], "false"],
  ["ge(q_idx, kv_idx)", [0, 15, 0, 15], "1 -1 mixed"],
  ["ge(mul(2, q_idx), kv_idx)", [0, 15, 0, 15], "2 -1 mixed"],
  ["ge(mul(40, q_idx), mul(16, kv_idx))", [0, 15, 0, 15], "5 -2"],
  ["and(ge(q_idx, kv_idx), lt(kv_idx, 8))", [32, 47, 0, 15], "0 1 mixed"],
  ["and(ge(q_idx, kv_idx), lt(kv_idx, 8))", [0, 15, 0, 15], "? ?"],
  ["and(ge(q_idx, kv_idx), le(sub(q_idx, kv_idx), 3))", [0, 15, 0, 15], "1 -1"],
  ["eq(div(q_idx, 4), div(kv_idx, 4))", [0, 15, 0, 15], "? ? mixed"],
  ["eq(div(q_idx, 4), div(kv_idx, 4))", [0, 3, 0, 15], "0 1 mixed"],
  ["eq(mod(q_idx, 3), 1)", [0, 15, 0, 15], "1 0 mixed"],
  ["eq(mod(q_idx, 3), 1)", [2, 3, 0, 15], "1 0"],
  ["eq(doc[q_idx], doc[kv_idx])", [0, 15, 0, 15], "? ? mixed"],
  ["eq(doc[q_idx], doc[kv_idx])", [0, 7, 8, 63], "false"],
  ["keep[kv_idx]", [0, 15, 0, 15], "0 1 mixed"],
  ["keep[kv_idx]", [0, 15, 1, 7], "true"],
  ["eq(hidden[q_idx], 3)", [0, 15, 0, 15], "0 0"],
  ["or(eq(hidden[q_idx], 3), ge(q_idx, kv_idx))", [0, 15, 0, 15], "1 -1"],
  ["and(ge(q_idx, kv_idx), ge(add(q_idx, kv_idx), 9))", [0, 15, 7, 7], "1 0"],
  ["and(ge(q_idx, kv_idx), ge(add(q_idx, kv_idx), 9))", [7, 7, 0, 15], "0 1"],
] as const)("%s over %j: %s", (text, box, expected) => {
  expect(over(text, box)).toBe(expected);
});

test("within a band only what lies on it counts", () => {
  const window = classifierOf("and(ge(q_idx, kv_idx), le(sub(q_idx, kv_idx), window))");
  const diagonal = directionOf(1, -1);
  window.box(0, 63, 0, 63);
  expect(window.band(diagonal, 0, 5)).toMatchObject({ lo: 1, hi: 1 });
  expect(window.band(diagonal, -9, -1)).toMatchObject({ lo: 0, hi: 0 });
  expect(window.band(diagonal, 5, 6)).toMatchObject({ lo: 0, hi: 1, gapless: true });
  expect(window.box(0, 63, 0, 63)).toMatchObject({ lo: 0, hi: 1, gapless: false });
});

test("in a single column a band is some of its rows, whatever differences the mask is of", () => {
  // Where the test holds, the difference that is left is along 1 -2, in this column as good as the rows.
  const bent = classifierOf("ge(sub(where(le(abs(sub(q_idx, kv_idx)), 1), kv_idx, 0), kv_idx), add(sub(kv_idx, q_idx), 11))");
  expect(bent.box(94, 158, 95, 95)).toMatchObject({ lo: 0, hi: 1, along: alongRows });
  for (let q = 94; q <= 158; q++) expect(bent.band(alongRows, q, q), `${q}`).toMatchObject({ lo: 0, hi: 0 });
});

test("what is left open, and where cutting helps", () => {
  const classifier = classifierOf("or(lt(kv_idx, 4), and(keep[kv_idx], ge(q_idx, kv_idx)))");
  classifier.box(32, 63, 0, 15);
  expect([classifier.open().map((node) => printNode(node)), classifier.bend()]).toEqual([
    ["lt(kv_idx, 4)", "keep[kv_idx]"],
    { isInRows: false, at: 4 },
  ]);
  const sloped = classifierOf("ge(add(q_idx, mul(2, kv_idx)), 90)");
  sloped.box(0, 63, 32, 32);
  expect(sloped.bend()).toEqual({ isInRows: true, at: 26 });
  sloped.box(32, 32, 0, 63);
  expect(sloped.bend()).toEqual({ isInRows: false, at: 29 });
  sloped.box(0, 63, 0, 63);
  expect(sloped.bend()).toBeUndefined();
  classifier.box(0, 63, 16, 31);
  expect([classifier.open().map((node) => printNode(node)), classifier.bend()]).toEqual([["keep[kv_idx]", "ge(q_idx, kv_idx)"], undefined]);
});
