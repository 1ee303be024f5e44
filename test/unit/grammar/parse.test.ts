import { describe, expect, test } from "vitest";
import { mistakesLimit, parseAttn } from "#grammar/parse.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { parseExpr, parseText, syntaxErrors } from "#test/support/parse-text.ts";
import { withoutSpans } from "#test/support/surface-arbitrary.ts";

const name = (text: string): object => ({ kind: "name", name: text });
const int = (value: number): object => ({ kind: "number", value, type: "i32" });
const real = (value: number): object => ({ kind: "number", value, type: "f32" });
const binary = (op: string, left: object, right: object): object => ({ kind: "binary", op, left, right });
const conditional = (condition: object, then: object, otherwise: object): object => ({ kind: "conditional", test: condition, then, otherwise });
const unary = (op: string, operand: object): object => ({ kind: "unary", op, operand });

describe("expressions", () => {
  test.each<[string, object]>([
    ["a + b * c", binary("add", name("a"), binary("mul", name("b"), name("c")))],
    ["a - b - c", binary("sub", binary("sub", name("a"), name("b")), name("c"))],
    ["(a - b) - (c)", binary("sub", binary("sub", name("a"), name("b")), name("c"))],
    ["a || b && c", binary("or", name("a"), binary("and", name("b"), name("c")))],
    ["a & b == c", binary("bitand", name("a"), binary("eq", name("b"), name("c")))],
    ["a << 1 + b", binary("shl", name("a"), binary("add", int(1), name("b")))],
    ["-a % b", binary("mod", unary("neg", name("a")), name("b"))],
    ["!~-a", unary("not", unary("bitnot", unary("neg", name("a"))))],
    ["(a < b) == (c < d)", binary("eq", binary("lt", name("a"), name("b")), binary("lt", name("c"), name("d")))],
    ["a ? b : c ? d : e", conditional(name("a"), name("b"), conditional(name("c"), name("d"), name("e")))],
    ["t[i, j + 1]", { kind: "index", base: { name: "t" }, indices: [name("i"), binary("add", name("j"), int(1))] }],
    ["t[i][j]", { kind: "index", base: { name: "t" }, indices: [name("i"), name("j")] }],
    ["helper(a, b,)", { kind: "call", callee: { name: "helper" }, args: [name("a"), name("b")] }],
    ["abs(a)", { kind: "call", callee: { name: "abs" }, op: "abs", args: [name("a")] }],
    ["f32(a)", { kind: "call", callee: { name: "f32" }, op: "to_f32", args: [name("a")] }],
    ["causal.mask", { kind: "mask-of", attention: { name: "causal" } }],
    ["true != false", binary("ne", { kind: "bool", value: true }, { kind: "bool", value: false })],
  ])("%s", (text, tree) => expect(withoutSpans(parseExpr(text))).toEqual(tree));

  test.each<[string, object]>([
    ["1_000", int(1000)],
    ["0xFF_ff", int(0xffff)],
    ["0", int(0)],
    ["2147483647", int(2 ** 31 - 1)],
    ["-2147483648", int(-(2 ** 31))],
    ["1.5e-3", real(0.0015)],
    [".5", real(0.5)],
    ["2.", real(2)],
    ["1_0e10", real(1e11)],
    ["inf", real(Infinity)],
    ["-inf", unary("neg", real(Infinity))],
    ["- 3", unary("neg", int(3))],
  ])("%s", (text, tree) => expect(withoutSpans(parseExpr(text))).toEqual(tree));
});

test("spans leave a node's own parentheses out and its operands' in", () => {
  const expr = parseExpr("((a) + b)");
  const at = "const value = ".length;
  expect(expr).toMatchObject({ kind: "binary", span: { start: at + 1, end: at + 8 }, left: { span: { start: at + 2, end: at + 3 } } });
});

test("every item of a file and of an attention", () => {
  const file = parseText(`import { a, b } from "./x.attn"
    const n = 3
    fn f(x: i32, y) = x + y
    attention v {
      input t: u32[Hq, n + 1] param w: bool = true const k = 1 let d = q_idx fn g() = 1
      mask = d > k
      query = q_idx
    }`);
  const at = { name: "v" };
  expect(withoutSpans(file.items)).toEqual([
    { kind: "import", names: [{ name: "a" }, { name: "b" }], from: "./x.attn" },
    { kind: "const", name: { name: "n" }, value: int(3) },
    {
      kind: "fn",
      name: { name: "f" },
      params: [{ name: { name: "x" }, type: "i32" }, { name: { name: "y" } }],
      body: binary("add", name("x"), name("y")),
    },
    {
      kind: "attention",
      name: at,
      items: [
        { kind: "input", name: { name: "t" }, type: "u32", dims: [name("Hq"), binary("add", name("n"), int(1))] },
        { kind: "param", name: { name: "w" }, type: "bool", value: { kind: "bool", value: true } },
        { kind: "const", name: { name: "k" }, value: int(1) },
        { kind: "let", name: { name: "d" }, value: name("q_idx") },
        { kind: "fn", name: { name: "g" }, params: [], body: int(1) },
        { kind: "section", name: { name: "mask" }, value: binary("gt", name("d"), name("k")) },
        { kind: "section", name: { name: "query" }, value: name("q_idx") },
      ],
    },
  ]);
});

test("a helper of the file or an import hides the function of its name", () => {
  const text = 'import { relu } from "./x.attn" fn abs(a) = a attention v { score = abs(score) + relu(score) + min(score, 1) }';
  const [, , attention] = parseText(text).items;
  expect(JSON.stringify(withoutSpans(attention)).match(/"op":"[a-z]+"/g)).toEqual(['"op":"add"', '"op":"add"', '"op":"min"']);
});

test("sections may stand on one line, and a line may begin with an operator", () => {
  const [attention] = parseText("attention v { mask = a score = b\n + c }").items;
  expect(withoutSpans(attention)).toMatchObject({ items: [{ value: name("a") }, { value: binary("add", name("b"), name("c")) }] });
});

test("`from` is a name like any other, but for an import", () => {
  expect(withoutSpans(parseExpr("from + 1"))).toEqual(binary("add", name("from"), int(1)));
  expect(parseText("attention from { from = from }").items).toHaveLength(1);
});

test("several mistakes are reported together, in the order of the text, each once; the sound items are kept", () => {
  const report = createReport();
  const text = `attention v {
    input x f32[Hq]
    let y = (a +
    mask = a @ b
    score = c < d < e;
  }
  attention w { mask = ) }
  attention u { mask = a }`;
  const file = parseAttn({ name: "many.attn", text }, report);
  expect(report.diagnostics.map(({ code, span }) => [code, text.slice(span!.start, span!.end)])).toEqual([
    ["H102", "f32"],
    ["H102", "mask"],
    ["H101", "@"],
    ["H106", "c < d < e"],
    ["H112", ";"],
    ["H102", ")"],
  ]);
  expect(file.items.map((item) => item.kind === "attention" && item.name.name)).toContain("u");
});

describe("depth", () => {
  test("90 levels of anything are read", () => {
    for (const [open, close] of [
      ["(", ")"],
      ["f(", ")"],
      ["t[", "]"],
      ["a ? ", " : b"],
      ["a ? b : ", ""],
      ["-(", ")"],
    ] as const) {
      expect(syntaxErrors(`const x = ${open.repeat(90)}a${close.repeat(90)}`)).toBe("");
    }
  });

  test.each(["(", "f(", "t[", "a ? ", "a ? b : ", "-(", "f(a, "])("100000 times `%s` are refused", (open) => {
    expect(syntaxErrors(`const x = ${open.repeat(100_000)}`)).toMatch(/^error\[H109\]/);
  });

  test.each(["- ", "a + ", "a && "])("100000 times `%s` are refused", (part) => {
    expect(syntaxErrors(`const x = ${part.repeat(100_000)}a`)).toMatch(/^error\[H109\]/);
  });

  test.each(["[", "}", "attention ", "{", "mask = ", "a b ", "@ ", ", ", "fn f(", "import {"])("10000 times `%s` end in diagnostics", (part) => {
    const report = createReport();
    parseAttn({ name: "test.attn", text: part.repeat(10_000) }, report);
    expect(report.diagnostics[0]?.code).toMatch(/^H1/);
    expect(report.diagnostics.length).toBeLessThanOrEqual(mistakesLimit);
  });
});

test("a variant of five lines is read in well under a millisecond once warm", () => {
  const text = "attention v {\n input slope: f32[Hq]\n let d = q_idx - kv_idx\n mask = d >= 0 && d < 128\n score = score - slope[h] * d\n}";
  const parse = (): void => void parseAttn({ name: "warm.attn", text }, createReport());
  for (let i = 0; i < 300; i++) parse();
  const times = Array.from({ length: 101 }, () => {
    const start = performance.now();
    parse();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  console.info(`parse of five lines: ${times[50]!.toFixed(3)} ms`);
  expect(times[50]).toBeLessThan(1);
});
