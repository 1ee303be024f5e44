/**
 * @file Random surface trees. `surfaceExpr` and `surfaceFile` are trees the DSL can spell, as its parser would give them; `foreignExpr` adds
 * what only the TypeScript route makes (blocks, negative literals, operations without an operator, reserved names).
 */
import fc from "fast-check";
import type { Attention, AttentionItem, Expr, File, FileItem, Fn, Ident, Let } from "#grammar/ast.ts";
import { formOf, opNames, row } from "#src/ir/ops.ts";
import type { Span } from "#src/diagnostics/span.ts";
import { scalarTypes, storageTypes } from "#src/ir/types.ts";

const span: Span = { source: { name: "<generated>", text: "" }, start: 0, end: 0 };
const names = ["a", "b", "h", "q_idx", "kv_idx", "score", "slope", "from", "mask", "x1", "_t", "Hq", "inputs", "letter"];
const helpers = ["helper", "twice", "decay_of", "f"];

const opsOf = (form: "infix" | "prefix" | "call"): string[] => opNames.filter((name) => formOf(name) === form && row(name).dsl !== undefined);

const surfaceName: fc.Arbitrary<string> = fc.constantFrom(...names);

const ident = (from: fc.Arbitrary<string>): fc.Arbitrary<Ident> => from.map((name) => ({ name, span }));

const number: fc.Arbitrary<Expr> = fc.oneof(
  fc.nat(2 ** 31 - 1).map((value): Expr => ({ kind: "number", value, type: "i32", span })),
  fc.double({ min: 0, max: 3.4e38, noNaN: true }).map((value): Expr => ({ kind: "number", value, type: "f32", span })),
  fc.constantFrom(Infinity, 0, 1, 0.5, 1e21, 5e-7).map((value): Expr => ({ kind: "number", value: Math.abs(value), type: "f32", span })),
);

const leaf: fc.Arbitrary<Expr> = fc.oneof(
  number,
  fc.boolean().map((value): Expr => ({ kind: "bool", value, span })),
  surfaceName.map((name): Expr => ({ kind: "name", name, span })),
  ident(surfaceName).map((attention): Expr => ({ kind: "mask-of", attention, span })),
);

/** The forms that hold other expressions. */
function compound(inner: fc.Arbitrary<Expr>): fc.Arbitrary<Expr>[] {
  const list = fc.array(inner, { maxLength: 3 });
  return [
    fc.record({ op: fc.constantFrom(...opsOf("prefix")), operand: inner }).map((x): Expr => ({ kind: "unary", ...x, span })),
    fc.record({ op: fc.constantFrom(...opsOf("infix")), left: inner, right: inner }).map((x): Expr => ({ kind: "binary", ...x, span })),
    fc.record({ test: inner, then: inner, otherwise: inner }).map((x): Expr => ({ kind: "conditional", ...x, span })),
    fc
      .constantFrom(...opsOf("call"))
      .chain((op) => fc.array(inner, { minLength: row(op).arity, maxLength: row(op).arity }).map((args) => ({ op, args })))
      .map(({ op, args }): Expr => ({ kind: "call", callee: { name: row(op).dsl!, span }, op, args, span })),
    fc.record({ callee: ident(fc.constantFrom(...helpers)), args: list }).map((x): Expr => ({ kind: "call", ...x, span })),
    fc.record({ base: ident(surfaceName), indices: list }).map((x): Expr => ({ kind: "index", ...x, span })),
  ];
}

/** An expression the DSL can spell. */
export const surfaceExpr: fc.Arbitrary<Expr> = fc.letrec<{ expr: Expr }>((tie) => ({
  expr: fc.oneof({ maxDepth: 5, withCrossShrink: true }, leaf, ...compound(tie("expr"))),
})).expr;

const foreignLeaf: fc.Arbitrary<Expr> = fc.oneof(
  fc.double().map((value): Expr => ({ kind: "number", value, type: "f32", span })),
  fc.integer().map((value): Expr => ({ kind: "number", value, type: "i32", span })),
  fc.constantFrom("input", "inf", "$x", "π", "a-b").map((name): Expr => ({ kind: "name", name, span })),
);

const letOf = (value: fc.Arbitrary<Expr>): fc.Arbitrary<Let> =>
  fc.record({ name: ident(surfaceName), value }).map((x): Let => ({ kind: "let", ...x, span }));

/** An expression of either route. */
export const foreignExpr: fc.Arbitrary<Expr> = fc.letrec<{ expr: Expr }>((tie) => ({
  expr: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    foreignLeaf,
    ...compound(tie("expr")),
    fc.record({ op: fc.constantFrom("rem", "quot"), left: tie("expr"), right: tie("expr") }).map((x): Expr => ({ kind: "binary", ...x, span })),
    tie("expr").map((operand): Expr => ({ kind: "unary", op: "to_f32", operand, span })),
    fc.record({ lets: fc.array(letOf(tie("expr")), { maxLength: 3 }), value: tie("expr") }).map((x): Expr => ({ kind: "block", ...x, span })),
  ),
})).expr;

const named = (expr: fc.Arbitrary<Expr>): fc.Arbitrary<{ name: Ident; value: Expr }> => fc.record({ name: ident(surfaceName), value: expr });

function fnOf(expr: fc.Arbitrary<Expr>): fc.Arbitrary<Fn> {
  const type = fc.option(fc.constantFrom(...scalarTypes), { nil: undefined });
  const param = fc.record({ name: ident(surfaceName), type });
  const params = fc.array(param, { maxLength: 3 });
  return fc.record({ name: ident(fc.constantFrom(...helpers)), params, body: expr }).map((x): Fn => ({ kind: "fn", ...x, span }));
}

function attentionOf(expr: fc.Arbitrary<Expr>): fc.Arbitrary<Attention> {
  const dims = fc.array(surfaceExpr, { maxLength: 3 });
  const item = fc.oneof<fc.Arbitrary<AttentionItem>[]>(
    fc.record({ name: ident(surfaceName), type: fc.constantFrom(...storageTypes), dims }).map((x) => ({ kind: "input", ...x, span })),
    fc.record({ name: ident(surfaceName), type: fc.constantFrom(...scalarTypes), value: expr }).map((x) => ({ kind: "param", ...x, span })),
    named(expr).map((x) => ({ kind: "const", ...x, span })),
    named(expr).map((x) => ({ kind: "let", ...x, span })),
    named(expr).map((x) => ({ kind: "section", ...x, span })),
    fnOf(expr),
  );
  return fc.record({ name: ident(surfaceName), items: fc.array(item, { maxLength: 6 }) }).map((x) => ({ kind: "attention", ...x, span }));
}

function fileOf(expr: fc.Arbitrary<Expr>): fc.Arbitrary<File> {
  const imported = fc.array(ident(surfaceName), { minLength: 1, maxLength: 3 });
  const item = fc.oneof<fc.Arbitrary<FileItem>[]>(
    fc.record({ names: imported, from: fc.constantFrom("./x.attn", "../masks/y.attn") }).map((x) => ({ kind: "import", ...x, span })),
    named(expr).map((x) => ({ kind: "const", ...x, span })),
    fnOf(expr),
    attentionOf(expr),
  );
  return fc.array(item, { maxLength: 4 }).map((items) => ({ kind: "file", items, span }));
}

/** A file the DSL can spell. */
export const surfaceFile: fc.Arbitrary<File> = fileOf(surfaceExpr);

/** A file of either route. */
export const foreignFile: fc.Arbitrary<File> = fileOf(foreignExpr);

/** A tree without its places, and without keys that hold nothing. */
export function withoutSpans(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSpans);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => key !== "span" && value !== undefined)
      .map(([key, value]) => [key, withoutSpans(value)]),
  );
}
