/** @file The light parser and ts-morph read the same function alike, the tree means what JavaScript means, and no text makes either throw. */
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type * as ast from "#grammar/ast.ts";
import { createReport, type Report } from "#src/diagnostics/report.ts";
import { attention, f32, i32, type AnyDefinition } from "#src/frontend/attention.ts";
import { surfaceFromDefinition } from "#src/frontend/ts/from-definition.ts";
import { parseFunction } from "#src/frontend/ts/light.ts";
import { row } from "#src/ir/ops.ts";
import { propertyOptions } from "#test/support/seed.ts";
import { readDefinition, readMain } from "#test/support/ts-routes.ts";

const known = ["score", "h", "q_idx", "kv_idx", "Skv"] as const;
const literals = ["0", "1", "2", "7", "2.5", ".5", "1e3", "1e-3", "1e9", "0x1f", "1_000", "3.0"];
const infix = ["+", "-", "*", "/", "%", "**", "+", "-", "*"];
const comparisons = ["<", "<=", ">", ">=", "===", "!==", "==", "!="];
const calls = ["Math.abs", "Math.floor", "Math.trunc", "Math.round", "Math.exp", "Math.tanh", "Math.max", "Math.min", "Number"];

const { number, test: truth } = fc.letrec<{ number: string; test: string }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 3, depthIdentifier: "expression" },
    fc.constantFrom(...known, ...literals, "p.score", "t.window", "Math.PI", "slope(h)"),
    fc.tuple(tie("number"), fc.constantFrom(...infix), tie("number")).map(([a, op, b]) => (op === "**" ? `(${a}) ${op} ${b}` : `${a} ${op} ${b}`)),
    tie("number").map((a) => `(${a})`),
    tie("number").map((a) => `-(${a})`),
    fc.tuple(fc.constantFrom(...calls), tie("number")).map(([name, a]) => `${name}(${a})`),
    fc.tuple(tie("test"), tie("number"), tie("number")).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    tie("number").map((a) => `slope(${a})`),
  ),
  test: fc.oneof(
    { maxDepth: 3, depthIdentifier: "expression" },
    fc.constantFrom("true", "!0", "!1", "q_idx >= kv_idx"),
    fc.tuple(tie("number"), fc.constantFrom(...comparisons), tie("number")).map(([a, op, b]) => `(${a}) ${op} (${b})`),
    fc.tuple(tie("test"), fc.constantFrom("&&", "||"), tie("test")).map(([a, op, b]) => `${a} ${op} ${b}`),
    tie("test").map((a) => `!(${a})`),
  ),
}));

/** Bodies of statements: locals, early returns, branches that fall through. */
const body = fc
  .tuple(number, truth, number, truth, number, number)
  .chain(([a, c, x, d, y, z]) =>
    fc.constantFrom(
      `return ${a};`,
      `const v = ${a}; if (${c}) return v + ${x}; return ${y};`,
      `if (${c}) { const v = ${x}; if (${d}) return v } else if (${d}) return ${y}\n const w = ${a}, v = ${z}; return w - v`,
      `{ const v = ${a}; if (${c}) { return v } } let v = ${x}; if (${d}) { if (${c}) return ${y}; } return v * 2`,
      `function twice(a) { return a + a } const q = twice(${a}); return ${c} ? q : twice(${x})`,
    ),
  );

const head = "({ score, h, q_idx, kv_idx, Skv }, { slope }) =>";
const text = body.map((code) => `(p, t) => { const { score, h, q_idx, kv_idx, Skv } = p; const { slope } = t; ${code} }`);

function define(code: string): AnyDefinition {
  const score = new Function(`return ${code}`)() as () => number;
  return attention({ name: "v", inputs: { slope: f32("Hq") }, params: { window: i32(5) }, score });
}

test("both routes give the same tree", () => {
  const both = fc.oneof(
    text,
    number.map((code) => `${head} ${code.replaceAll("p.score", "score").replaceAll("t.window", "h")}`),
  );
  fc.assert(
    fc.property(both, (code) => {
      const file = readMain(`export const v = attention({ name: "v", inputs: { slope: f32("Hq") }, params: { window: i32(5) }, score: ${code} });`);
      expect(file).not.toContain("error[");
      expect(readDefinition(define(code))).toBe(file);
    }),
    { ...propertyOptions("the light parser and ts-morph agree", 150), endOnFailure: true },
  );
});

// `Math.round(-0.2)` is −0 in JavaScript and 0 here: the sign of zero is not kept by `floor(x + 0.5)`.
const exact = text.map((code) => code.replaceAll("Math.round", "Math.floor"));

test("the tree means what JavaScript computes", () => {
  const at = fc.record({
    score: fc.double({ noNaN: true, min: -9, max: 9 }),
    h: fc.nat(7),
    q_idx: fc.nat(99),
    kv_idx: fc.nat(99),
    Skv: fc.integer({ min: 1, max: 99 }),
  });
  fc.assert(
    fc.property(exact, at, (code, point) => {
      const definition = define(code);
      const report = createReport();
      const attentions = surfaceFromDefinition(definition, report).items.filter((item) => item.kind === "attention");
      const section = attentions.flatMap(({ items }) => items).find((item) => item.kind === "section");
      const slope = (x: number): number => x * 0.5;
      const score = definition.score as unknown as (p: object, t: object) => number;
      const names = new Map<string, number>([...Object.entries(point), ["window", 5]]);
      expect(evaluate(section!.value, names, slope)).toEqual(Number(score(point, { slope, window: 5 })));
    }),
    { ...propertyOptions("the surface tree computes what the function computes", 500), endOnFailure: true },
  );
});

/** The tree in float64, straight from the rows. */
function evaluate(expr: ast.Expr, names: ReadonlyMap<string, number>, slope: (x: number) => number): number {
  const inner = (part: ast.Expr): number => evaluate(part, names, slope);
  switch (expr.kind) {
    case "number":
      return expr.value;
    case "bool":
      return Number(expr.value);
    case "name":
      return names.get(expr.name)!;
    case "unary":
      return row(expr.op).evaluate(inner(expr.operand));
    case "binary":
      return row(expr.op).evaluate(inner(expr.left), inner(expr.right));
    case "conditional":
      return inner(expr.test) ? inner(expr.then) : inner(expr.otherwise);
    case "call":
      return row(expr.op!).evaluate(...expr.args.map(inner));
    case "index":
      return slope(inner(expr.indices[0]!));
    case "block": {
      const own = new Map(names);
      for (const { name, value } of expr.lets) own.set(name.name, evaluate(value, own, slope));
      return evaluate(expr.value, own, slope);
    }
    case "mask-of":
      throw new Error("no mask is composed here");
    default:
      return expr satisfies never;
  }
}

test("garbage is a diagnostic, never an exception", () => {
  const words = [
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "=>",
    ",",
    ";",
    ":",
    "?",
    "?.",
    "...",
    "=",
    "==",
    "+",
    "++",
    "-",
    "*",
    "**",
    "/",
    "`",
    "'",
    '"',
    "!",
    "a",
    "p",
    "const",
    "let",
    "if",
    "else",
    "return",
    "function",
    "async",
    "for",
    "while",
    "do",
    "class",
    "new",
    "this",
    "0",
    "1.5",
    "1e",
    "0x",
    "get",
    "\n",
    "//",
    "/*",
    "@",
    "#",
    "\\",
    "é",
    "return 1",
    "import",
    "yield",
    "switch",
  ];
  const garbage = fc.oneof(
    fc.string({ maxLength: 60, unit: "binary" }),
    fc.array(fc.constantFrom(...words), { maxLength: 25 }).map((parts) => parts.join(" ")),
  );
  fc.assert(
    fc.property(garbage, (code) => {
      const report = createReport();
      const found = parseFunction({ name: "<garbage>", text: code }, report);
      expect(found !== undefined || report.hasErrors()).toBe(true);
      surfaceOfText(code);
    }),
    propertyOptions("garbage never throws", 3000),
  );
});

/** A definition whose function has this text. */
function surfaceOfText(code: string, report: Report = createReport()): void {
  const fn = (): number => 0;
  const spy = vi.spyOn(Function.prototype, "toString").mockReturnValue(code);
  const definition = attention({ name: "v", score: fn });
  try {
    surfaceFromDefinition(definition, report);
  } finally {
    spy.mockRestore();
  }
}

test("deep nesting and long chains are refused, not crashed on", () => {
  const deep = (n: number, open: string, close: string, core = "1"): string => `() => ${open.repeat(n)}${core}${close.repeat(n)}`;
  for (const code of [
    deep(100_000, "(", ")"),
    deep(50_000, "-", "", "1"),
    deep(20_000, "[", "]"),
    deep(20_000, "{", "}"),
    deep(20_000, "(a)=>", ""),
    `() => ${"a(".repeat(20_000)}`,
    `() => a${".b".repeat(20_000)}`,
    `() => a${"()".repeat(20_000)}`,
    `() => ${"1 + ".repeat(20_000)}1`,
    `() => ${"2 ** ".repeat(20_000)}1`,
    `() => ${"true ? 1 : ".repeat(20_000)}1`,
    `(p) => { ${"if (p.h > 1) return 1; ".repeat(5_000)} return 2; }`,
    `({a:`.repeat(10_000),
    `(${"...".repeat(20_000)}a) => 1`,
    `() => { const f = (x) => x + x; ${Array.from({ length: 60 }, (_, i) => `const f${i} = (x) => ${i ? `f${i - 1}` : "f"}(x) + ${i ? `f${i - 1}` : "f"}(x);`).join(" ")} return f59(1); }`,
  ]) {
    const report = createReport();
    surfaceOfText(code, report);
    expect(report.hasErrors()).toBe(true);
  }
});
