/** @file Patterns, rules, and the rewriter's fixed point and its guard. */
import { describe, expect, it } from "vitest";
import { commutations, parsePattern } from "#src/ir/match.ts";
import { createGraph } from "#src/ir/node.ts";
import { parseNode } from "#src/ir/parse.ts";
import { printNode } from "#src/ir/print.ts";
import { createRanges } from "#src/ir/range.ts";
import { indexRules, rewrite, type Step } from "#src/ir/rewrite.ts";
import { rule, type Rule } from "#src/ir/rule.ts";

function rewritten(text: string, rules: readonly Rule[], steps: Step[] = []): string {
  const graph = createGraph();
  const root = parseNode(text, graph, { nodes: new Map(), inputs: new Map() });
  const trace = (step: Step): void => void steps.push(step);
  return printNode(rewrite([root], indexRules(rules), { graph, ranges: createRanges({ inputs: [] }), trace }).roots[0]!);
}

describe("patterns", () => {
  it("are tried in every order of commutative operands, once each", () => {
    expect(commutations(parsePattern("add(mul(i, j), k)")).length).toBe(4);
    expect(commutations(parsePattern("sub(i, add(k, k))")).length).toBe(1);
  });

  it.each(["add(x, 0", "add(x, 0))", "add(h, 0)", ""])("`%s` is a mistake", (text) => expect(() => parsePattern(text)).toThrow(/pattern/));

  it("that would match any node make no rule", () => expect(() => indexRules([rule("x", "neg(x)")])).toThrow("would match any node"));
});

describe("rewrite", () => {
  it("matches by sort, and by value in either number type", () => {
    const rules = [rule("add(x, 0)", "x"), rule("max(u, 1)", "abs(u)")];
    expect(rewritten("add(0, q_idx)", rules)).toBe("q_idx");
    expect(rewritten("add(score, 0.0)", rules)).toBe("score");
    expect(rewritten("max(q_idx, 1)", rules)).toBe("max(q_idx, 1)");
    expect(rewritten("max(score, 1.0)", rules)).toBe("abs(score)");
  });

  it("wants the same node for the same name", () => {
    expect(rewritten("min(q_idx, kv_idx)", [rule("min(x, x)", "x")])).toBe("min(q_idx, kv_idx)");
    expect(rewritten("min(q_idx, q_idx)", [rule("min(x, x)", "x")])).toBe("q_idx");
  });

  it("gives numbers in a result the type they are used at, and folds constants", () => {
    expect(rewritten("pow(score, 3.0)", [rule("pow(u, c)", "mul(u, add(c, 1))")])).toBe("mul(score, 4.0)");
    expect(rewritten("mul(q_idx, 0)", [rule("mul(x, 0)", "0")])).toBe("0");
    expect(rewritten("mul(score, 0.0)", [rule("mul(x, 0)", "0")])).toBe("0.0");
  });

  it("asks conditions of the ranges, over whole numbers that do not wrap", () => {
    const positive = [rule("abs(i)", "i", "ge(i, 0)")];
    expect(rewritten("abs(q_idx)", positive)).toBe("q_idx");
    expect(rewritten("abs(sub(q_idx, 1))", positive)).toBe("abs(sub(q_idx, 1))");
    const multiple = [rule("quot(mul(i, c), c)", "i", "fits(mul(i, c))")];
    expect(rewritten("quot(mul(h, 1), 1)", multiple)).toBe("h");
    expect(rewritten("quot(mul(h, 4), 4)", multiple)).toBe("quot(mul(h, 4), 4)");
  });

  it("goes on until nothing applies, and tells each step", () => {
    const steps: Step[] = [];
    expect(rewritten("neg(neg(neg(add(score, 0.0))))", [rule("neg(neg(x))", "x"), rule("add(x, 0)", "x")], steps)).toBe("neg(score)");
    expect(steps.map(({ rule: name, before }) => `${name} at ${printNode(before)}`)).toEqual([
      "add(x, 0) -> x at add(score, 0.0)",
      "neg(neg(x)) -> x at neg(neg(score))",
    ]);
  });

  it("stops rules that go in a circle, naming them", () => {
    const circle = [rule("add(x, y)", "sub(x, neg(y))"), rule("sub(x, neg(y))", "add(x, y)")];
    expect(() => rewritten("add(q_idx, kv_idx)", circle)).toThrow(
      /rules go in a circle: (sub|add).* -> .*; (sub|add).* -> .*at add\(q_idx, kv_idx\)/,
    );
  });

  it("takes long chains without recursion", () => {
    const graph = createGraph();
    let node = parseNode("score", graph, { nodes: new Map(), inputs: new Map() });
    for (let i = 0; i < 20_000; i++) node = graph.apply("neg", node);
    const done = rewrite([node], indexRules([rule("neg(neg(x))", "x")]), { graph, ranges: createRanges({ inputs: [] }) });
    expect(printNode(done.roots[0]!)).toBe("score");
  });
});
