/** @file What is printed reads back as the same tree, and no text, however broken, makes the parser throw. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Expr } from "#grammar/ast.ts";
import { formatAttn } from "#grammar/format.ts";
import { parseAttn } from "#grammar/parse.ts";
import { printExpr, printFile } from "#grammar/print.ts";
import { dslOperators, foreignOperators, reservedWords } from "#grammar/tokens.ts";
import { childrenOf } from "#grammar/walk.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { parseExpr, parseText } from "#test/support/parse-text.ts";
import { propertyOptions } from "#test/support/seed.ts";
import { foreignExpr, foreignFile, surfaceExpr, surfaceFile, withoutSpans } from "#test/support/surface-arbitrary.ts";

test("an expression reads back as it was printed", () => {
  fc.assert(
    fc.property(surfaceExpr, (expr) => {
      const text = printExpr(expr);
      const read = parseExpr(text);
      expect(withoutSpans(read)).toEqual(withoutSpans(expr));
      expect(printExpr(read)).toBe(text);
    }),
    propertyOptions("print/parse of expressions", 2000),
  );
});

test("a file reads back as it was printed", () => {
  fc.assert(
    fc.property(surfaceFile, (file) => {
      const text = printFile(file);
      const read = parseText(text);
      expect(withoutSpans(read)).toEqual(withoutSpans(file));
      expect(printFile(read)).toBe(text);
    }),
    propertyOptions("print/parse of files", 500),
  );
});

test("what the DSL cannot spell is printed as something that reads back to the same text", () => {
  fc.assert(
    fc.property(foreignExpr, foreignFile, (expr, file) => {
      const text = printExpr(expr);
      expect(printExpr(parseExpr(text))).toBe(text);
      const whole = printFile(file);
      expect(printFile(parseText(whole))).toBe(whole);
    }),
    propertyOptions("print/parse of trees from TypeScript", 500),
  );
});

/** The text a span covers, read on its own, must be the same expression: a subtree is where its span says. */
test("every span covers exactly its expression", () => {
  const check = (expr: Expr): void => {
    const { source, start, end } = expr.span;
    const text = source.text.slice(start, end);
    expect(text).toBe(text.trim());
    expect(withoutSpans(parseExpr(text))).toEqual(withoutSpans(expr));
    childrenOf(expr).forEach(check);
  };
  fc.assert(
    fc.property(surfaceExpr, (expr) => check(parseExpr(printExpr(expr)))),
    propertyOptions("spans of expressions", 500),
  );
});

const pieces = [
  ...reservedWords,
  ...dslOperators().infix.keys(),
  ...dslOperators().prefix.keys(),
  ...Object.keys(foreignOperators),
  ..."(){}[],.:=?;@'\"",
  ..."≤🙂\u0000\n\t ",
  "/*",
  "*/",
  "// c\n",
  "from",
  "q_idx",
  "1__0",
  "0x",
  "1e99",
  ".mask",
];

const garbage = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })), { maxLength: 60 }).map((parts) => parts.join(" "));

const mutated = fc
  .tuple(surfaceFile.map(printFile), fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.constantFrom("", ...pieces)), { maxLength: 5 }))
  .map(([text, edits]) =>
    edits.reduce((now, [at, length, piece]) => {
      const start = at % (now.length + 1);
      return now.slice(0, start) + piece + now.slice(start + length);
    }, text),
  );

test("no text makes the parser throw; its diagnostics lie within the text; what it accepts can be formatted", () => {
  fc.assert(
    fc.property(fc.oneof(garbage, mutated, fc.string({ unit: "binary", maxLength: 200 })), (text) => {
      const report = createReport();
      const source = { name: "fuzz.attn", text };
      const file = parseAttn(source, report);
      for (const { span } of report.diagnostics) {
        expect(span!.start).toBeGreaterThanOrEqual(0);
        expect(span!.end).toBeGreaterThanOrEqual(span!.start);
        expect(span!.end).toBeLessThanOrEqual(text.length);
      }
      if (report.hasErrors()) return;
      const formatted = formatAttn(source, createReport())!;
      expect(withoutSpans(parseText(formatted))).toEqual(withoutSpans(file));
      expect(formatAttn({ name: "again.attn", text: formatted }, createReport())).toBe(formatted);
      expect(formatted.replace(/\s/g, "").match(/\/\*|\/\//g)?.length).toBe(text.replace(/\s/g, "").match(/\/\*|\/\//g)?.length);
    }),
    propertyOptions("broken text", 3000),
  );
});
