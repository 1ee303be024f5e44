/**
 * @file An expression of the surface tree as TypeScript writes it: names as they are called there, captured tensors called, conversions in
 * JavaScript's own terms. What comes out is a tree again, for the printer of expressions.
 */
import type * as ast from "#grammar/ast.ts";
import { numberText, type Spelling } from "#grammar/print-expr.ts";
import { formOf, row, type OpName } from "#src/ir/ops.ts";
import { selecting, type ScalarType, type TypingRule } from "#src/ir/types.ts";
import { wholeQuotients } from "../lower-expr.ts";
import { explicitCall, isDivision, isWhole } from "./explicit-call.ts";
import type { Declared } from "./names.ts";
import { onTypes, type Place, type Typing } from "./typing.ts";

/** How the printer writes such a tree. `a < b, c > (d)` and `a << b > (c)` would begin type arguments. */
export const tsSpelling: Spelling = { language: "ts", number: numberText, name: (name) => name, shielded: /^<<?$/ };

/** What an expression is written with. */
export interface Writing {
  readonly typing: Typing;
  /** How a declaration is called at this place. */
  nameOf(declared: Declared): string;
  /** How a helper's parameters are called, inside it. */
  readonly parameters?: ReadonlyMap<string, string>;
  /** One of Heed's functions is used. */
  uses(name: string): void;
}

/** The expression in TypeScript's terms. */
export function toTs(expr: ast.Expr, place: Place, writing: Writing): ast.Expr {
  switch (expr.kind) {
    case "number":
      return tsNumber(expr);
    case "bool":
      return expr;
    case "name":
      return tsName(expr, place, writing);
    case "mask-of": {
      const name = writing.nameOf(place.names.find(expr.attention.name)!);
      return called(
        `${name}.mask`,
        ["at", "values"].map((each) => nameNode(each, expr)),
        expr,
      );
    }
    case "index":
      return called(
        writing.nameOf(place.names.find(expr.base.name)!),
        expr.indices.map((index) => toTs(index, place, writing)),
        expr,
      );
    case "conditional": {
      const [test, then, otherwise] = operandsOf([expr.test, expr.then, expr.otherwise], selecting, place, writing);
      return { ...expr, test: test!, then: then!, otherwise: otherwise! };
    }
    case "unary":
      return operation(expr.op, [expr.operand], expr, place, writing);
    case "binary":
      return operation(expr.op, [expr.left, expr.right], expr, place, writing);
    case "call":
      return tsCall(expr, place, writing);
    default:
      throw new Error(`a ${expr.kind} is not plain`);
  }
}

const nameNode = (name: string, { span }: ast.Expr): ast.Expr => ({ kind: "name", name, span });
const numberNode = (value: number, type: "i32" | "f32", { span }: ast.Expr): ast.Expr => ({ kind: "number", value, type, span });
const called = (name: string, args: readonly ast.Expr[], { span }: ast.Expr): ast.Expr => ({ kind: "call", callee: { name, span }, args, span });

/** The least integer cannot be written with its minus, for its digits alone are none. */
function tsNumber(expr: ast.NumberLiteral): ast.Expr {
  const { value, type } = expr;
  if (type === "i32" && value === -(2 ** 31))
    return { kind: "binary", op: "sub", left: numberNode(1 - 2 ** 31, "i32", expr), right: numberNode(1, "i32", expr), span: expr.span };
  if (type === "i32" || Number.isNaN(value) || Math.abs(Math.fround(value)) < Infinity) return expr;
  const infinity = nameNode("Infinity", expr);
  return value > 0 ? infinity : { kind: "unary", op: "neg", operand: infinity, span: expr.span };
}

function tsName(expr: ast.Name, place: Place, writing: Writing): ast.Expr {
  const parameter = writing.parameters?.get(expr.name);
  if (parameter !== undefined) return nameNode(parameter, expr);
  const declared = place.names.find(expr.name)!;
  const name = writing.nameOf(declared);
  return declared.kind === "input" ? called(name, [], expr) : nameNode(name, expr);
}

function tsCall(written: ast.Call, place: Place, writing: Writing): ast.Expr {
  const expr = explicitCall(written, place, writing.typing);
  if (expr.kind !== "call") return toTs(expr, place, writing);
  const declared = place.bound?.has(expr.callee.name) ? undefined : place.names.find(expr.callee.name);
  if (declared?.kind !== "fn") return operation(expr.op!, expr.args, expr, place, writing);
  const args = expr.args.map((arg, i) => {
    const isWidened = declared.item.params[i]!.type === "f32" && writing.typing.typeOf(arg, place) === "i32";
    return isWidened ? widened(toTs(arg, place, writing), arg) : toTs(arg, place, writing);
  });
  return called(writing.nameOf(declared), args, expr);
}

/** An integer as a float: TypeScript has one kind of number, and arithmetic with a float literal says it. */
const widened = (made: ast.Expr, expr: ast.Expr): ast.Expr => ({
  kind: "binary",
  op: "mul",
  left: made,
  right: numberNode(1, "f32", expr),
  span: expr.span,
});

function operation(written: OpName, args: readonly ast.Expr[], expr: ast.Expr, place: Place, writing: Writing): ast.Expr {
  const types = args.map((arg) => writing.typing.typeOf(arg, place));
  const op = onTypes(written, types);
  if (row(op).conversion) return conversion(op, args[0]!, types[0]!, place, writing);
  const operands = operandsOf(args, row(op).typing, place, writing);
  const form = formOf(op, "ts");
  if (form === "prefix") return { kind: "unary", op, operand: operands[0]!, span: expr.span };
  if (form === "infix" && operands.length === row(op).arity) return { kind: "binary", op, left: operands[0]!, right: operands[1]!, span: expr.span };
  const name = row(op).ts!;
  if (!name.includes(".")) writing.uses(name);
  return called(name, guarded(name, args, operands, place, writing), expr);
}

/** `Math.floor(a / b)` would be a quotient of integers; 1 times it is none. */
function guarded(name: string, args: readonly ast.Expr[], operands: readonly ast.Expr[], place: Place, { typing }: Writing): readonly ast.Expr[] {
  const [only] = args;
  if (!Object.hasOwn(wholeQuotients, name) || !only || !isDivision(only)) return operands;
  const inner = (part: ast.Expr): ast.Expr => (isCast(part) ? part.args[0]! : part);
  if (![only.left, only.right].every((part) => isWhole(inner(part), place, typing))) return operands;
  return operands.map((operand) => ({ kind: "binary", op: "mul", left: numberNode(1, "i32", only), right: operand, span: only.span }));
}

const isCast = (expr: ast.Expr): expr is ast.Call => expr.kind === "call" && expr.op !== undefined && row(expr.op).conversion === true;

function conversion(op: OpName, arg: ast.Expr, type: ScalarType, place: Place, writing: Writing): ast.Expr {
  const to = row(op).typing([type])!.result;
  const made = toTs(arg, place, writing);
  if (to === type) return made;
  if (to === "bool") return called(row(op).ts!, [made], arg);
  const number = type === "bool" ? called("Number", [made], arg) : made;
  if (to === "i32") return { kind: "binary", op: "bitor", left: number, right: numberNode(0, "i32", arg), span: arg.span };
  return type === "i32" ? widened(made, arg) : number;
}

/** The operands of an operation; a conversion of integers that the operation does by itself is left out. */
function operandsOf(args: readonly ast.Expr[], typing: TypingRule, place: Place, writing: Writing): ast.Expr[] {
  const types = args.map((arg) => writing.typing.typeOf(arg, place));
  return args.map((arg, i) => {
    const inner = isCast(arg) ? arg.args[0]! : undefined;
    if (inner && types[i] === "f32" && writing.typing.typeOf(inner, place) === "i32") {
      const without = types.with(i, "i32");
      if (typing(without)?.operands[i] === "f32") {
        types[i] = "i32";
        return toTs(inner, place, writing);
      }
    }
    return toTs(arg, place, writing);
  });
}
