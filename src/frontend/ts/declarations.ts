/** @file The declarations of a definition, `slope: f32("Hq", 16)` and `window: i32(256)`, as items of the surface tree. */
import * as codes from "#src/diagnostics/codes/typescript.ts";
import type { Diagnostic } from "#src/diagnostics/diagnostic.ts";
import { createReport, type Report } from "#src/diagnostics/report.ts";
import type { Source, Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import { parseAttn } from "#grammar/parse.ts";
import { readType, type StorageType } from "#src/ir/types.ts";

/** A declaration as it was found: its arguments with their places (of a text: what is between the quotes). */
export interface Declared {
  readonly name: ast.Ident;
  readonly type: StorageType;
  readonly args: readonly { readonly value: string | number | boolean; readonly span: Span }[];
  readonly span: Span;
}

/** A captured tensor; `undefined` and a diagnostic where a dim is none. */
export function inputOf({ name, type, args, span }: Declared, report: Report): ast.Input | undefined {
  const dims = args.flatMap((arg) => dimOf(arg.value, arg.span, report) ?? []);
  return dims.length === args.length ? { kind: "input", name, type, dims, span } : undefined;
}

/** A param; `undefined` and a diagnostic where its one argument is no default. */
export function paramOf({ name, type, args, span }: Declared, report: Report): ast.Param | undefined {
  const [given, ...rest] = args;
  const scalar = readType(type);
  const wanted = scalar === "bool" ? "boolean" : "number";
  const isDefault = given && rest.length === 0 && typeof given.value === wanted && (scalar !== "i32" || Number.isInteger(given.value));
  if (!isDefault) {
    report.add(codes.badDeclaration(span, name.name, `a param with its default, as in \`${type}(${wanted === "boolean" ? "true" : "1"})\``));
    return undefined;
  }
  return { kind: "param", name, type: scalar, value: literal(given.value, scalar === "f32" ? "f32" : "i32", given.span), span };
}

function literal(value: string | number | boolean, type: "i32" | "f32", span: Span): ast.Expr {
  if (typeof value === "boolean") return { kind: "bool", value, span };
  const size: ast.Expr = { kind: "number", value: Math.abs(Number(value)), type, span };
  return Number(value) < 0 ? { kind: "unary", op: "neg", operand: size, span } : size;
}

function dimOf(value: string | number | boolean, span: Span, report: Report): ast.Expr | undefined {
  if (typeof value === "string") return parseDim(value, span, report);
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return literal(value, "i32", span);
  report.add(codes.badDeclaration(span, String(value), "a dim: a size name, an expression of sizes as text, or a whole number above 0"));
  return undefined;
}

const before = "attention x { input n: f32[";

/** A dim's text, read by the grammar of the DSL; spans are moved to where the text stands. */
function parseDim(text: string, span: Span, report: Report): ast.Expr | undefined {
  const own = createReport();
  const file = parseAttn({ name: span.source.name, text: `${before}${text}] }` }, own);
  const shift = span.start - before.length;
  const move = (moved: Span): Span => ({ source: span.source, start: clip(moved.start + shift, span), end: clip(moved.end + shift, span) });
  for (const diagnostic of own.diagnostics) report.add(moveDiagnostic(diagnostic, move));
  if (own.hasErrors()) return undefined;
  const [attention] = file.items;
  const [input, ...others] = attention?.kind === "attention" ? attention.items : [];
  if (file.items.length === 1 && input?.kind === "input" && input.dims.length === 1 && others.length === 0) return moveSpans(input.dims[0]!, move);
  report.add(codes.badDeclaration(span, text, "one dim"));
  return undefined;
}

const clip = (offset: number, { start, end }: Span): number => Math.min(Math.max(offset, start), end);

function moveDiagnostic(diagnostic: Diagnostic, move: (span: Span) => Span): Diagnostic {
  const notes = diagnostic.notes.map((note) => ({ ...note, span: note.span && move(note.span) }));
  return { ...diagnostic, span: diagnostic.span && move(diagnostic.span), notes };
}

/** The same tree with other spans: every node is plain data. */
function moveSpans<T>(node: T, move: (span: Span) => Span): T {
  if (Array.isArray(node)) return node.map((item: unknown) => moveSpans(item, move)) as T;
  if (typeof node !== "object" || node === null) return node;
  const parts = Object.entries(node).map(([key, part]) => [key, key === "span" ? move(part as Span) : moveSpans(part as unknown, move)]);
  return Object.fromEntries(parts) as T;
}

/** A text that shows a declaration made at run time, so that diagnostics have a line to point at. */
export function declaredAtRunTime(origin: string, name: string, type: StorageType, args: readonly (string | number | boolean)[]): Declared {
  let text = `${name}: ${type}(`;
  const places = args.map((value, i) => {
    if (i > 0) text += ", ";
    const quote = typeof value === "string" ? 1 : 0;
    const start = text.length + quote;
    const shown = String(value);
    text += quote ? `"${shown}"` : shown;
    return { value, start, end: start + shown.length };
  });
  const source: Source = { name: origin, text: `${text})` };
  return {
    name: { name, span: { source, start: 0, end: name.length } },
    type,
    args: places.map(({ value, start, end }) => ({ value, span: { source, start, end } })),
    span: { source, start: 0, end: source.text.length },
  };
}
