import { describe, expect, test } from "vitest";
import type { Attention, Expr, Let } from "#grammar/ast.ts";
import { printExpr, printFile } from "#grammar/print.ts";
import type { Span } from "#src/diagnostics/span.ts";
import { parseExpr, parseText } from "#test/support/parse-text.ts";

const span: Span = { source: { name: "test", text: "" }, start: 0, end: 0 };
const ident = (name: string) => ({ name, span });
const name = (text: string): Expr => ({ kind: "name", name: text, span });
const letOf = (text: string, value: Expr): Let => ({ kind: "let", name: ident(text), value, span });
const block = (lets: Let[], value: Expr): Expr => ({ kind: "block", lets, value, span });
const add = (left: Expr, right: Expr): Expr => ({ kind: "binary", op: "add", left, right, span });
const f32 = (value: number): Expr => ({ kind: "number", value, type: "f32", span });

describe("parentheses are the least that keep the meaning plain", () => {
  test.each([
    ["((a) + (b * c))", "a + b * c"],
    ["(a + b) * c", "(a + b) * c"],
    ["a - (b - c)", "a - (b - c)"],
    ["(a - b) - c", "a - b - c"],
    ["-(a + b)", "-(a + b)"],
    ["-(-a)", "-(-a)"],
    ["a && b || c", "(a && b) || c"],
    ["a & b | c", "(a & b) | c"],
    ["(a && b) && c", "a && b && c"],
    ["(a < b) == c", "(a < b) == c"],
    ["(a ? b : c) ? d : (e ? f : g)", "(a ? b : c) ? d : e ? f : g"],
    ["(a ? b : c) + 1", "(a ? b : c) + 1"],
    ["t[i][(j)]", "t[i, j]"],
  ])("%s", (text, printed) => expect(printExpr(parseExpr(text))).toBe(printed));
});

test("numbers show their type", () => {
  const values = [2, 0.5, 1e21, 1e-7, Infinity, -Infinity, -2, 1e40];
  expect(values.map((value) => printExpr(f32(value)))).toEqual(["2.0", "0.5", "1e21", "1e-7", "inf", "-inf", "-2.0", "inf"]);
  expect(printExpr(add(f32(1), f32(NaN)))).toBe("1.0 + 0.0 / 0.0");
});

test("an operation without an operator is printed as a call", () => {
  expect(printExpr({ kind: "binary", op: "rem", left: add(name("a"), name("b")), right: name("c"), span })).toBe("rem(a + b, c)");
  expect(printExpr({ kind: "call", callee: ident("Math.abs"), op: "abs", args: [name("a")], span })).toBe("abs(a)");
});

test("names the language cannot read get a spelling", () => {
  expect(["input", "$x", "a-b", "2d"].map((text) => printExpr(name(text)))).toEqual(["input_", "_x", "a_b", "_2d"]);
});

test("a block is substituted, and an inner name never catches an outer one", () => {
  const inner = block([letOf("x", name("y"))], add(name("x"), name("z")));
  expect(printExpr(block([letOf("z", name("x"))], inner))).toBe("y + x");
});

test("the block of a section becomes lets with names of their own", () => {
  const section = (text: string, value: Expr) => ({ kind: "section", name: ident(text), value, span }) as const;
  const attention: Attention = {
    kind: "attention",
    name: ident("v"),
    items: [
      section("mask", block([letOf("d", name("q_idx")), letOf("e", add(name("d"), name("d")))], name("e"))),
      section("score", add(name("score"), block([letOf("d", name("h"))], name("d")))),
      section("output", block([letOf("d", name("h"))], name("d"))),
    ],
    span,
  };
  expect(printFile({ kind: "file", items: [attention], span })).toBe(`attention v {
  let d = q_idx
  let e = d + d
  mask = e
  score = score + h
  let d_2 = h
  output = d_2
}
`);
});

test("files: attentions stand apart, items do not", () => {
  const text = 'import { a } from "./x.attn"\nconst n = 1\n\nattention v {\n  mask = a.mask\n}\n\nattention w {}\n\nfn f(x: i32, y) = x\n';
  expect(printFile(parseText(text.replaceAll("\n\n", "\n")))).toBe(text);
  expect(printFile(parseText(""))).toBe("");
});

test("long lines are broken at their loosest operators", () => {
  const long = (text: string): string => text.padEnd(30, "x");
  const text = `attention v {
    mask = ${long("a")} && (${long("b")} || ${long("c")} + ${long("d")})
    score = where(${long("a")}, ${long("b")} + 1, ${long("c")})
    let z = ${long("a")} ? ${long("b")} : ${long("c")} - ${long("d")}
  }`;
  const printed = printFile(parseText(text));
  expect(printed).toBe(`attention v {
  mask =
      ${long("a")}
      && (${long("b")}
          || ${long("c")} + ${long("d")})
  score =
      where(
        ${long("a")},
        ${long("b")} + 1,
        ${long("c")}
      )
  let z =
      ${long("a")}
        ? ${long("b")}
        : ${long("c")} - ${long("d")}
}
`);
  expect(printFile(parseText(printed))).toBe(printed);
});
