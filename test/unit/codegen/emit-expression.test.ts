import { expect, it } from "vitest";
import { emitExpression, type EmitContext } from "#codegen/emit-expression.ts";
import { libraryFor } from "#codegen/library.ts";
import { createGraph, type Node } from "#src/ir/node.ts";
import { parseNode } from "#src/ir/parse.ts";
import type { ScalarType } from "#src/ir/types.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

const variables: Readonly<Record<string, ScalarType>> = {
  i: "i32",
  j: "i32",
  k: "i32",
  x: "f32",
  y: "f32",
  p: "bool",
  q: "bool",
  r: "bool",
  inf: "f32",
};

const context: EmitContext = {
  names: new Map(),
  variable: (name) => name,
  load: (node, inner) => `table[${node.args.map((arg) => emitExpression(arg, inner)).join(", ")}]`,
};

function nodeOf(text: string): Node {
  const graph = createGraph();
  const nodes = new Map(Object.entries(variables).map(([name, type]) => [name, graph.variable(name, type) as Node]));
  return parseNode(text, graph, { nodes, inputs: new Map([["table", "f32"]]) });
}

const wgsl = (text: string): string => emitExpression(nodeOf(text), context);

/** IR text and the WGSL it becomes. */
const cases: readonly (readonly [ir: string, wgsl: string])[] = [
  ["sub(i, sub(j, k))", "i - (j - k)"],
  ["sub(sub(i, j), k)", "i - j - k"],
  ["add(i, mul(j, k))", "i + j * k"],
  ["mul(add(i, j), k)", "(i + j) * k"],
  ["mul(i, mul(j, k))", "i * (j * k)"],
  ["quot(i, rem(j, k))", "i / (j % k)"],
  ["neg(neg(x))", "-(-x)"],
  ["neg(add(x, y))", "-(x + y)"],
  ["mul(neg(x), y)", "-x * y"],
  ["sub(x, neg(y))", "x - -y"],
  ["neg(-3)", "-(-3)"],
  ["sub(i, -3)", "i - -3"],
  ["mul(-2.5, x)", "-2.5 * x"],
  ["not(and(p, q))", "!(p & q)"],
  ["or(not(and(p, q)), r)", "!(p & q) | r"],
  ["or(and(p, q), r)", "(p & q) | r"],
  ["and(or(p, q), r)", "(p | q) & r"],
  ["and(and(p, q), r)", "p & q & r"],
  ["and(p, and(q, r))", "p & (q & r)"],
  ["or(or(p, q), r)", "p | q | r"],
  ["and(lt(i, j), gt(k, add(i, 1)))", "(i < j) & (k > i + 1)"],
  ["not(not(p))", "!(!p)"],
  ["eq(lt(i, j), p)", "(i < j) == p"],
  ["ne(p, and(q, r))", "p != (q & r)"],
  ["shl(i, 2)", "i << 2u"],
  ["shl(i, 34)", "i << 2u"],
  ["shl(i, -1)", "i << 31u"],
  ["shr(add(i, j), k)", "(i + j) >> (u32(k) & 31u)"],
  ["shl(shl(i, 1), 2)", "(i << 1u) << 2u"],
  ["add(shl(i, 1), j)", "(i << 1u) + j"],
  ["lt(i, shr(j, 2))", "i < (j >> 2u)"],
  ["gt(shl(i, 1), shr(j, 2))", "(i << 1u) > (j >> 2u)"],
  ["bitand(bitand(i, j), k)", "i & j & k"],
  ["bitand(i, bitand(j, k))", "i & (j & k)"],
  ["bitor(bitand(i, j), k)", "(i & j) | k"],
  ["bitxor(bitor(i, j), add(i, k))", "(i | j) ^ (i + k)"],
  ["eq(bitand(i, 1), 0)", "(i & 1) == 0"],
  ["bitnot(bitnot(i))", "~(~i)"],
  ["where(p, x, y)", "select(y, x, p)"],
  ["where(lt(i, j), 1.0, 0.0)", "select(0.0, 1.0, i < j)"],
  ["where(p, gt(i, j), lt(j, k))", "select((j < k), (i > j), p)"],
  ["where(p, gt(i, j), and(q, lt(j, k)))", "select(q & (j < k), i > j, p)"],
  ["max(min(x, y), 0.5)", "heed_max_f32(heed_min_f32(x, y), 0.5)"],
  ["max(min(i, j), 5)", "max(min(i, j), 5)"],
  ["clamp(i, 0, j)", "heed_clamp_i32(i, 0, j)"],
  ["mod(i, j)", "heed_mod_i32(i, j)"],
  ["mod(x, y)", "heed_mod_f32(x, y)"],
  ["rem(x, y)", "x % y"],
  ["div(i, j)", "heed_div(i, j)"],
  ["divide(x, divide(y, x))", "x / (y / x)"],
  ["fma(x, y, x)", "fma(x, y, x)"],
  ["to_f32(sub(i, j))", "f32(i - j)"],
  ["to_i32(x)", "heed_i32_f32(x)"],
  ["to_bool(i)", "bool(i)"],
  ["to_bool(lt(i, j))", "i < j"],
  ["add(i, -2147483648)", "i + (-2147483647 - 1)"],
  ["add(i, 2147483647)", "i + 2147483647"],
  ["add(x, inf)", "x + inf"],
  ["add(x, -inf)", "x + -inf"],
  ["add(x, nan)", "x + heed_nan()"],
  ["add(x, 3.4028235e38)", "x + 3.4028234663852886e+38"],
  ["mul(x, 1e-45)", "x * 1e-45"],
  ["mul(x, 1.17549435e-38)", "x * 1.1754944e-38"],
  ["add(x, 16777216.0)", "x + 16777216.0"],
  ["add(x, 1e21)", "x + 1e+21"],
  ["add(x, 0.1)", "x + 0.1"],
  ["and(true, false)", "true & false"],
  ["table[sub(i, j)]", "table[i - j]"],
];

it.each(cases)("%s", (ir, text) => {
  expect(wgsl(ir)).toBe(text);
});

it("all of them mean the same to Tint", async () => {
  const lines = cases.map(([ir], n) => `  let v${n}: ${nodeOf(ir).type} = ${wgsl(ir)};`);
  const code = [
    ...Object.entries(variables).map(([name, type]) => `var<private> ${name}: ${type};`),
    "var<private> table: array<f32, 8>;",
    ...libraryFor(lines.join("\n")),
    "@compute @workgroup_size(1) fn main() {",
    ...lines,
    "}",
  ].join("\n");
  expect((await validateWgsl(code)).filter(({ type }) => type === "error")).toEqual([]);
});

it("named nodes stand as their names", () => {
  const graph = createGraph();
  const distance = parseNode("sub(q_idx, kv_idx)", graph, { nodes: new Map(), inputs: new Map() });
  const node = graph.apply("mul", distance, distance);
  expect(emitExpression(node, { ...context, names: new Map([[distance, "distance"]]) })).toBe("distance * distance");
});
