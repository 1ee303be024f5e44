/**
 * @file Numbers of the kernel with the types that Python's rules need: `//` of integers and of floats, powers, truth values that count as
 * 0 and 1. Whether the types fit is left to the lowering, which all front ends share.
 */
import * as codes from "#src/diagnostics/codes/python.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import { findOp, row, type OpName } from "#src/ir/ops.ts";
import type { ScalarType } from "#src/ir/types.ts";
import { named, type Context } from "./context.ts";
import type { Scalar } from "./value.ts";

const largest = 2 ** 31 - 1;

/** Stands where something wrong was reported; the variant is dropped before anybody reads it. */
export const placeholder = (span: Span): Scalar => ({ kind: "scalar", expr: { kind: "bool", value: false, span }, type: undefined });

/** A number as a literal. Python's integers have any size: one that i32 cannot hold is a float here. */
export function literal(given: number, type: ScalarType, span: Span): Scalar {
  const value = type === "f32" ? given : given + 0; // no integer is −0
  if (type === "bool") return { kind: "scalar", expr: { kind: "bool", value: value !== 0, span }, type, known: value };
  const fits = type === "i32" && Math.abs(value) <= largest;
  const size: ast.Expr = { kind: "number", value: Math.abs(value), type: fits ? "i32" : "f32", span };
  const isNegative = value < 0 || Object.is(value, -0);
  const expr: ast.Expr = isNegative ? { kind: "unary", op: findOp("py", "-", "prefix")!, operand: size, span } : size;
  return { kind: "scalar", expr, type: fits ? "i32" : "f32", known: value };
}

export const variable = (name: string, type: ScalarType, span: Span): Scalar => ({ kind: "scalar", expr: { kind: "name", name, span }, type });

function resultOf(op: OpName, types: readonly (ScalarType | undefined)[]): ScalarType | undefined {
  if (types.includes(undefined)) return undefined;
  const { onBool, typing } = row(op);
  const known = types as readonly ScalarType[];
  return onBool && known.every((type) => type === "bool") ? resultOf(onBool, known) : typing(known)?.result;
}

/** Truth values beside numbers count as 0 and 1; `kept` operands stay what they are. */
function promote(op: OpName, operands: readonly Scalar[], kept: number): readonly Scalar[] {
  const types = operands.map(({ type }) => type);
  if (types.includes(undefined) || resultOf(op, types) !== undefined) return operands;
  const promoted = operands.map((operand, i) => (i >= kept && operand.type === "bool" ? cast(operand, "i32", operand.expr.span) : operand));
  const after = promoted.map(({ type }) => type);
  return resultOf(op, after) === undefined ? operands : promoted;
}

/** An operation on integers and truth values that the text knows is done at once, as Python does it. */
function fold(op: OpName, operands: readonly Scalar[], type: ScalarType | undefined, span: Span): Scalar | undefined {
  const isWhole = operands.every((operand) => operand.known !== undefined && operand.type !== "f32" && Number.isSafeInteger(operand.known));
  const { onBool, evaluate, wgsl } = row(op);
  // Of 32 bits, as the table shifts them, Python knows nothing.
  const isShift = "level" in wgsl && wgsl.level === "shift";
  if (!isWhole || isShift || type === undefined || type === "f32") return undefined;
  const meaning = onBool && operands.every((operand) => operand.type === "bool") ? row(onBool).evaluate : evaluate;
  const value = meaning(...operands.map(({ known }) => known!));
  return Number.isSafeInteger(value) ? literal(value, type, span) : undefined;
}

type Write = (operands: readonly ast.Expr[]) => ast.Expr;

function apply(op: OpName, given: readonly Scalar[], span: Span, write: Write): Scalar {
  const operands = promote(op, given, op === findOp("py", "where", "call") ? 1 : 0);
  const type = resultOf(
    op,
    operands.map((operand) => operand.type),
  );
  return fold(op, operands, type, span) ?? { kind: "scalar", expr: write(operands.map(({ expr }) => expr)), type };
}

/** A prefix operator by its spelling; `+` has no effect. */
export function prefix(spelling: string, operand: Scalar, span: Span): Scalar {
  const op = findOp("py", spelling, "prefix");
  if (op === undefined) return { ...operand, expr: { ...operand.expr, span } };
  if (spelling === "-" && operand.known !== undefined && operand.type !== "bool") return literal(-operand.known, operand.type!, span);
  const value = spelling === "not" ? truth(operand) : operand;
  return apply(op, [value], span, ([expr]) => ({ kind: "unary", op, operand: expr!, span, spelling }));
}

/** An infix operator by its spelling. */
export function infix(spelling: string, left: Scalar, right: Scalar, span: Span, context: Context): Scalar {
  if (spelling === "**") return power(left, right, span, context);
  const isFloat = [left, right].some(({ type }) => type === "f32");
  if (spelling === "//" && isFloat) return call("floor", [infix("/", left, right, span, context)], span);
  const op = findOp("py", spelling, "infix")!;
  const made = apply(op, [left, right], span, ([a, b]) => ({ kind: "binary", op, left: a!, right: b!, span, spelling }));
  if (spelling === "/" && [left, right].every(({ type }) => type === "i32")) context.integerQuotients.add(made.expr);
  return made;
}

/** A function by its spelling in the op table. */
export function call(spelling: string, args: readonly Scalar[], span: Span, written: string = spelling): Scalar {
  const op = findOp("py", spelling, "call")!;
  return apply(op, args, span, (operands) => ({ kind: "call", callee: { name: written, span }, op, args: operands, span }));
}

const casts: Readonly<Record<ScalarType, string>> = { f32: "float", i32: "int", bool: "bool" };

/** A conversion; a literal is converted in place. */
export function cast(scalar: Scalar, type: ScalarType, span: Span): Scalar {
  if (scalar.type === type) return scalar;
  const { known } = scalar;
  if (known !== undefined && Number.isFinite(known))
    return literal(type === "f32" ? known : type === "bool" ? +(known !== 0) : Math.trunc(known), type, span);
  return { ...call(casts[type], [scalar], span), type };
}

/** What decides: a number does so by not being 0. */
export const truth = (scalar: Scalar): Scalar => (scalar.type === "i32" || scalar.type === "f32" ? cast(scalar, "bool", scalar.expr.span) : scalar);

/** `then if test else otherwise` */
export function choose(test: Scalar, then: Scalar, otherwise: Scalar, span: Span): Scalar {
  const decided = truth(test);
  if (decided.known !== undefined) return decided.known ? then : otherwise;
  const op = findOp("py", "where", "call")!;
  return apply(op, [decided, then, otherwise], span, ([a, b, c]) => {
    return { kind: "conditional", test: a!, then: b!, otherwise: c!, span, spelling: "if else" };
  });
}

/** Powers that are worth writing out as products. */
const longestProduct = 8;

/** `a ** b`. A small whole exponent is a product, which is exact, and right for bases below 0. */
function power(base: Scalar, exponent: Scalar, span: Span, context: Context): Scalar {
  const { known } = exponent;
  const isWhole = known !== undefined && Number.isInteger(known);
  const floats = base.type === "f32" || exponent.type === "f32" || (isWhole && known < 0);
  if (isWhole && Math.abs(known) <= longestProduct) {
    const product = repeat(floats ? cast(base, "f32", base.expr.span) : base, Math.abs(known), span, context);
    return known < 0 ? infix("/", literal(1, "f32", span), product, span, context) : product;
  }
  if (known === 0.5) return call("sqrt", [base], span);
  const isInteger = !floats && base.type !== undefined && exponent.type !== undefined;
  if (!isInteger) return call("pow", [base, exponent], span);
  if (base.known !== undefined && known !== undefined) return literal(base.known ** known, "i32", span);
  if (base.known === 2) return infix("<<", literal(1, "i32", span), exponent, span, context);
  context.report.add(codes.integerPower(span));
  return placeholder(span);
}

function repeat(base: Scalar, times: number, span: Span, context: Context): Scalar {
  if (times === 0) return literal(1, base.type === "f32" ? "f32" : "i32", span);
  const factor = named(context, { name: "base", span: base.expr.span }, base);
  let product = factor;
  for (let n = 1; n < times; n++) product = infix("*", product, factor, span, context);
  return product;
}
