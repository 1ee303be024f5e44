/** @file What is known of names and typed values, and the sums and the order built on it. */
import { describe, expect, it } from "vitest";
import { createGraph, type Node } from "#src/ir/node.ts";
import { buildLinear, linearFits, linearForm } from "#src/ir/linear.ts";
import { compareNodes } from "#src/ir/order.ts";
import { parseNode, parseVariant } from "#src/ir/parse.ts";
import { printNode } from "#src/ir/print.ts";
import { int32 } from "#src/ir/interval.ts";
import { createRanges, largestSize } from "#src/ir/range.ts";

const graph = createGraph();
const node = (text: string): Node => parseNode(text, graph, { nodes: new Map(), inputs: new Map() });
const ranges = createRanges({ inputs: [] });

describe("createRanges", () => {
  it.each([
    ["q_idx", 0, largestSize - 1],
    ["Skv", 1, largestSize],
    ["sub(q_idx, kv_idx)", 1 - largestSize, largestSize - 1],
    ["mul(q_idx, 4)", int32.lo, int32.hi],
    ["rem(kv_idx, 8)", 0, 7],
  ])("%s is in [%d, %d]", (text, lo, hi) => expect(ranges(node(text))).toEqual({ lo, hi, nan: false }));

  it("knows the captured tensors' types and the sizes they introduce", () => {
    const variant = parseVariant("variant v { input kinds: u32[T] param n: i32 = 1 mask and(lt(T, kinds[h]), lt(n, 2)) }");
    const [left, right] = variant.sections.mask!.args as [Node, Node];
    const found = createRanges(variant);
    expect(left.args.map(found)).toEqual([
      { lo: 0, hi: largestSize, nan: false },
      { ...int32, lo: 0 },
    ]);
    expect(found(right.args[0]!)).toEqual(int32);
  });

  it("lets f32 overflow to infinity", () => {
    expect(ranges(node("mul(relu(mul(to_f32(q_idx), 1e+30)), 1.0)"))).toMatchObject({ hi: Infinity });
  });

  it("takes long chains without recursion", () => {
    let sum = node("b");
    for (let i = 0; i < 20_000; i++) sum = graph.apply("min", sum, graph.apply("max", sum, graph.constant(i, "i32")));
    expect(ranges(sum)).toEqual({ lo: 0, hi: largestSize - 1, nan: false });
  });
});

describe("sums", () => {
  it("wrap as i32 does", () => {
    const twice = linearForm(node("add(mul(q_idx, -2147483648), mul(q_idx, -2147483648))"));
    expect([twice.terms.size, twice.constant]).toEqual([0, 0]);
    expect(printNode(buildLinear(linearForm(node("add(q_idx, -2147483648)")), graph))).toBe("add(q_idx, -2147483648)");
  });

  it("know whether they can wrap", () => {
    expect(linearFits(linearForm(node("sub(add(q_idx, 1), kv_idx)")), ranges)).toBe(true);
    expect(linearFits(linearForm(node("add(mul(q_idx, 2), 5)")), ranges)).toBe(false);
  });
});

describe("compareNodes", () => {
  it("puts query before key before other names, names before operations", () => {
    const texts = ["rem(q_idx, 2)", "window", "h", "kv_idx", "q_idx", "add(h, 1)", "rem(kv_idx, 2)"];
    expect(
      texts
        .map(node)
        .sort(compareNodes)
        .map((each) => printNode(each)),
    ).toEqual(["q_idx", "kv_idx", "h", "window", "add(h, 1)", "rem(q_idx, 2)", "rem(kv_idx, 2)"]);
  });
});
