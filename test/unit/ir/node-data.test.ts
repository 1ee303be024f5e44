import { expect, test } from "vitest";
import { createGraph } from "#src/ir/node.ts";
import { decodeMask, encodeMask, type MaskData } from "#src/ir/node-data.ts";
import { parseVariant } from "#src/ir/parse.ts";
import { printNode } from "#src/ir/print.ts";

const windowed = parseVariant(`variant v {
  input offsets: u32[add(B, 1)]
  input near: f16[Hq, N]
  param window: i32 = 256
  %0: i32 = sub(q_idx, kv_idx)
  %1: bool = le(%0, offsets[b])
  %2: bool = lt(near[h, %0], 1.5)
  mask and(%1, %2)
}`);

const throughJson = (data: MaskData): MaskData => JSON.parse(JSON.stringify(data)) as MaskData;

test("mask and dims survive JSON", () => {
  const { inputs, mask } = decodeMask(throughJson(encodeMask(windowed)));
  expect(printNode(mask!)).toBe(printNode(windowed.sections.mask!));
  expect(inputs.map(({ name, type, dims }) => ({ name, type, dims: dims.map((dim) => printNode(dim)) }))).toEqual([
    { name: "offsets", type: "u32", dims: ["add(B, 1)"] },
    { name: "near", type: "f16", dims: ["Hq", "N"] },
  ]);
});

test("what is shared stays shared, and operands come first", () => {
  const { mask } = decodeMask(encodeMask(windowed));
  const [left, right] = mask!.args;
  expect(left!.args[0]).toBe(right!.args[0]!.args[1]);
  expect(left!.id).toBeLessThan(mask!.id);
});

test("a variant without a mask has none", () => {
  expect(decodeMask(encodeMask({ inputs: [], sections: {} }))).toEqual({ inputs: [], mask: undefined });
});

test.each([-0, Infinity, -Infinity, Number.NaN, 0.1, 2 ** 31])("the constant %d is kept", (value) => {
  const graph = createGraph();
  const constant = graph.constant(value, "f32");
  const mask = graph.apply("lt", graph.variable("x", "f32"), constant);
  const read = decodeMask(throughJson(encodeMask({ inputs: [], sections: { mask } }))).mask;
  expect(read?.args[1]).toEqual({ ...constant, id: 1 });
});
