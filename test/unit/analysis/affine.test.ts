import { expect, test } from "vitest";
import { affineDomain, over, type Box, type Ranged } from "#src/analysis/affine.ts";
import { createMachine } from "#src/ir/machine.ts";
import { row, opNames } from "#src/ir/ops.ts";
import { levels } from "#src/ir/variables.ts";
import { maskOf } from "#test/support/plans.ts";

const rows = { q0: 100, q1: 163, k0: 32, k1: 63 };

/** `lo … hi`, and the form where there is one, of an expression over a box. */
function bounds(box: Box, text: string): string {
  const root = maskOf(text);
  const machine = createMachine<Ranged>(
    [root],
    affineDomain(box, () => undefined),
  );
  machine.set("q_idx", over(box, 1, 0, 0));
  machine.set("kv_idx", over(box, 0, 1, 0));
  levels.inOrder.forEach((level) => machine.run(level));
  const { lo, hi, form } = machine.get(root);
  return `${lo} … ${hi}${form && root.type !== "bool" ? `: ${form.q}q + ${form.k}k + ${form.c}` : ""}`;
}

test.each([
  ["sub(q_idx, kv_idx)", "37 … 131: 1q + -1k + 0"],
  ["sub(sub(mul(2, q_idx), kv_idx), q_idx)", "37 … 131: 1q + -1k + 0"],
  ["sub(q_idx, q_idx)", "0 … 0: 0q + 0k + 0"],
  ["neg(add(q_idx, 5))", "-168 … -105: -1q + 0k + -5"],
  ["min(q_idx, 99)", "99 … 99"],
  ["min(q_idx, 200)", "100 … 163: 1q + 0k + 0"],
  ["max(sub(q_idx, kv_idx), sub(q_idx, 70))", "37 … 131: 1q + -1k + 0"],
  ["clamp(q_idx, 10, 500)", "100 … 163: 1q + 0k + 0"],
  ["sub(mod(q_idx, 200), q_idx)", "0 … 0: 0q + 0k + 0"],
  ["sub(q_idx, mod(kv_idx, 32))", "69 … 163: 1q + -1k + 32"],
  ["mod(q_idx, 128)", "0 … 127"],
  ["abs(sub(q_idx, kv_idx))", "37 … 131: 1q + -1k + 0"],
  ["where(gt(q_idx, kv_idx), q_idx, kv_idx)", "100 … 163: 1q + 0k + 0"],
  ["where(gt(q_idx, 120), q_idx, kv_idx)", "32 … 163"],
  ["gt(add(q_idx, kv_idx), add(kv_idx, 99))", "1 … 1"],
  ["eq(q_idx, add(q_idx, 1))", "0 … 0"],
  ["mul(q_idx, 33554432)", "-939524096 … 1174405120"],
  ["add(q_idx, 2147483647)", "-2147483549 … -2147483486"],
  ["sub(add(q_idx, 2147483647), 2147483647)", "100 … 163"],
  ["mul(q_idx, 67108864)", "-2147483648 … 2147483647"],
])("%s", (text, expected) => {
  expect(bounds(rows, text)).toBe(expected);
});

test("an operation with an affine rule has an integer meaning", () => {
  for (const name of opNames.filter((op) => row(op).affine)) {
    const types = Array.from({ length: row(name).arity }, () => "i32" as const);
    expect([name, row(name).typing(types)?.operands]).toEqual([name, types]);
  }
});
