/** @file Lines, blocks and expressions of Python, as trees. */
import { expect, it } from "vitest";
import { parsePython } from "#grammar/python/parse.ts";
import { createPyParser } from "#grammar/python/parser.ts";
import { getPyVocabulary } from "#grammar/python/tokens.ts";
import type { PyExpr, PyStatement } from "#grammar/python/tree.ts";
import { createReport } from "#src/diagnostics/report.ts";

function statements(text: string): readonly PyStatement[] {
  const report = createReport();
  const module = parsePython({ name: "test.py", text }, report);
  report.stop();
  return module.statements;
}

/** An expression as nested text. */
function show(expr: PyExpr): string {
  switch (expr.kind) {
    case "number":
      return expr.isFloat && Number.isInteger(expr.value) ? expr.value.toFixed(1) : String(expr.value);
    case "string":
      return `'${expr.value}'`;
    case "constant":
      return expr.value;
    case "name":
      return expr.name;
    case "attribute":
      return `${show(expr.object)}.${expr.name.name}`;
    case "call":
      return `${show(expr.callee)}(${expr.args.map(({ keyword, isSpread, value }) => `${keyword ? `${keyword.name}=` : isSpread ? "*" : ""}${show(value)}`).join(" ")})`;
    case "subscript":
      return `${show(expr.object)}[${expr.indices.map(show).join(" ")}]`;
    case "unary":
      return `(${expr.operator} ${show(expr.operand)})`;
    case "binary":
      return `(${show(expr.left)} ${expr.operator} ${show(expr.right)})`;
    case "compare":
      return `{${show(expr.first)}${expr.rest.map(({ operator, operand }) => ` ${operator} ${show(operand)}`).join("")}}`;
    case "conditional":
      return `(if ${show(expr.test)} ${show(expr.then)} ${show(expr.otherwise)})`;
    case "lambda":
      return `(lambda ${expr.params.map(({ name, value }) => name.name + (value ? `=${show(value)}` : "")).join(" ")}: ${show(expr.body)})`;
    case "list":
      return `<${expr.items.map(show).join(" ")}>`;
    case "comprehension":
      return `(${show(expr.value)} for ${show(expr.target)} in ${show(expr.values)}${expr.test ? ` if ${show(expr.test)}` : ""})`;
    case "unsupported":
      return `?${expr.what}?`;
    default:
      return expr satisfies never;
  }
}

function expression(text: string): string {
  const [statement] = statements(`x = ${text}`);
  if (statement?.kind !== "assign" || !statement.value) throw new Error(text);
  return show(statement.value);
}

it.each([
  ["a + b * c", "(a + (b * c))"],
  ["a - b - c", "((a - b) - c)"],
  ["2 ** 3 ** -x", "(2 ** (3 ** (- x)))"],
  ["-a ** b", "(- (a ** b))"],
  ["not a == b", "(not {a == b})"],
  ["not -a < b and c", "((not {(- a) < b}) and c)"],
  ["a < b <= c == d", "{a < b <= c == d}"],
  ["(a < b) < c", "{{a < b} < c}"],
  ["a & b == c", "{(a & b) == c}"],
  ["a | b ^ c & d << e", "(a | (b ^ (c & (d << e))))"],
  ["a or b and not c", "(a or (b and (not c)))"],
  ["a if b else c if d else e", "(if b a (if d c e))"],
  ["a is not None", "{a is not None}"],
  ["a not  in b", "{a not in b}"],
  ["f(x, *y, k=1)[i, j][k].abs()", "f(x *y k=1)[i j][k].abs()"],
  ["lambda a, b=2: a % b // 3", "(lambda a b=2: ((a % b) // 3))"],
  ["1_000 + 0x1F + 1e3 + .5 + 5.", "((((1000 + 31) + 1000.0) + 0.5) + 5.0)"],
  ["'a' \"b\" r'c\\d' '''e\n'f'''", "'abc\\de\n'f'"],
  ["(1, 2), [3], ()", "<<1 2> <3> <>>"],
  ["sum(a * i for i in range(3) if i)", "sum(((a * i) for i in range(3) if i))"],
  ["a[1:2]", "a[?a slice?]"],
  ["{1: 2}", "?a dictionary or set?"],
])("%s", (text, tree) => expect(expression(text)).toBe(tree));

it("goes on inside brackets and behind a backslash, whatever the indentation", () => {
  expect(expression("(a +  # first\n b\n  + c)")).toBe("((a + b) + c)");
  expect(expression("a + \\\n   b")).toBe("(a + b)");
});

it("knows blocks by their indentation, tabs and blank lines among them", () => {
  const text =
    "def f(x: int = 1, *, y) -> bool:\n\n    if x: return 1\n    elif y:\n\t    # note\n        pass\n    else:\n        return 2\n\n    z: float = 3\nw = 4; v = 5";
  const [f, w, v] = statements(text.replace("\t    #", "\t#"));
  expect([f, w, v].map((statement) => statement!.kind)).toEqual(["def", "assign", "assign"]);
  if (f?.kind !== "def") throw new Error("no function");
  expect(f.params.map(({ name, isKeywordOnly }) => [name.name, isKeywordOnly ?? false])).toEqual([
    ["x", false],
    ["y", true],
  ]);
  expect(f.body.map(({ kind }) => kind)).toEqual(["if", "assign"]);
  const [choice] = f.body;
  expect(choice?.kind === "if" && choice.otherwise[0]?.kind === "if" && choice.otherwise[0].otherwise[0]?.kind).toBe("return");
});

it("reads a file that is indented as a whole, and one with other line breaks", () => {
  expect(statements("\n    a = 1\n    b = 2\n").length).toBe(2);
  expect(statements("if a:\r\n  b = 1\r\nc = 2\r\n").map(({ kind }) => kind)).toEqual(["if", "assign"]);
});

it("binds what imports bind", () => {
  const text = "import torch.nn.functional as F, math\nimport torch.nn\nfrom torch import (where, abs as a,)\nfrom .x import y\nfrom z import *";
  const bound = statements(text).flatMap((each) => (each.kind === "import" ? each.names.map(({ name, path }) => `${name.name}=${path}`) : []));
  expect(bound).toEqual(["F=torch.nn.functional", "math=math", "torch=torch", "where=torch.where", "a=torch.abs", "y=.x.y"]);
});

it("names what a statement that it does not read may change", () => {
  const [block] = statements("with open(x) as f:\n    a, b = f.read()\n    c += 1\n    for d in e: pass\n");
  expect(block?.kind === "unsupported" && block.names.toSorted()).toEqual(["a", "b", "c", "d", "f"]);
});

it("has a grammar that chevrotain finds no fault with, and every operator of the table as a token", () => {
  (Object as { groupBy?: unknown }).groupBy ??= (items: readonly object[], key: (item: object) => string) => {
    const groups: Record<string, object[]> = {};
    for (const item of items) (groups[key(item)] ??= []).push(item);
    return groups;
  };
  expect(() => createPyParser(true)).not.toThrow();
  const { tokens } = getPyVocabulary().lexer.tokenize("a//=b<<=c!=d->e:=f...g**h");
  expect(tokens.map(({ image }) => image)).toEqual(["a", "//=", "b", "<<=", "c", "!=", "d", "->", "e", ":=", "f", "...", "g", "**", "h"]);
});
