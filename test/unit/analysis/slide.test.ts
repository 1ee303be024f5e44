import { expect, test } from "vitest";
import { createClassifier } from "#src/analysis/classify.ts";
import { intTensor, maskOf } from "#test/support/plans.ts";

/** How a mask repeats itself over the rows and columns of a box, `rows + columns`. */
function slideOver(text: string, [q0, q1, k0, k1]: readonly [number, number, number, number], step: number, most = q1 - q0): string {
  const tensors = new Map([["doc", intTensor([0, 0, 1, 1])]]);
  const classifier = createClassifier(maskOf(text, { doc: "i32" }), { scalars: { window: 5 }, tensors });
  classifier.enter(0, 0, 0);
  classifier.box(q0, q1, k0, k1);
  const slide = classifier.slide(step, most);
  return slide ? `${slide.rows} + ${slide.columns}` : "none";
}

const near = (axis: string): string => `le(abs(sub(clamp(${axis.replace("(i", "(q_idx")}, 2, 29), ${axis.replace("(i", "(kv_idx")})), 2)`;
const grid = `and(${near("div(i, 32)")}, ${near("mod(i, 32)")})`;
const all = [0, 1023, 0, 1023] as const;

test.each([
  ["a window moves along with its rows", "le(sub(q_idx, kv_idx), window)", all, 16, "16 + 16"],
  ["what looks at the columns alone stays", "lt(mod(kv_idx, 3), 2)", all, 16, "16 + 0"],
  ["a neighbourhood moves from line to line of the grid", grid, [128, 895, 0, 1023], 16, "32 + 32"],
  ["but not where it is clamped at the rim", grid, all, 16, "none"],
  ["at the rim it stays", grid, [0, 95, 0, 1023], 16, "32 + 0"],
  ["a block that is no multiple of the line", grid, [128, 895, 0, 1023], 24, "96 + 96"],
  ["a longer period than allowed", "eq(mod(q_idx, 700), mod(kv_idx, 700))", all, 16, "none"],
  ["inside of one lap the period does not matter", "ge(mod(q_idx, 700), mod(kv_idx, 700))", [0, 699, 0, 699], 16, "16 + 16"],
  ["across an end of a lap it does", "eq(mod(q_idx, 7), 0)", [5, 9, 0, 9], 1, "none"],
  ["a read is where it is", "eq(doc[q_idx], doc[kv_idx])", [0, 3, 0, 3], 1, "none"],
  ["a sink is where it is", "or(lt(kv_idx, 4), le(sub(q_idx, kv_idx), window))", all, 16, "none"],
  ["a divisor that moves", "ne(0, rem(kv_idx, q_idx))", [1, 190, 0, 1], 1, "none"],
  ["steeper than the diagonal", "ge(mul(2, q_idx), kv_idx)", all, 16, "none"],
] as const)("%s", (_, text, box, step, expected) => {
  expect(slideOver(text, box, step)).toBe(expected);
});

test("no further than asked for", () => {
  expect(slideOver(grid, [128, 895, 0, 1023], 16, 31)).toBe("none");
});
