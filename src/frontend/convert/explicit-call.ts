/**
 * @file What TypeScript's calls mean by their operands, written as the operations that they are: `Math.floor(a / b)` of integers is their quotient,
 * `Number(i)` the integer itself. After that a tree means the same in every language.
 */
import type * as ast from "#grammar/ast.ts";
import { row, type OpName } from "#src/ir/ops.ts";
import { wholeQuotients } from "../lower-expr.ts";
import type { Place, Typing } from "./typing.ts";

/** A call as the operation that it is; its operands are left as they are. */
export function explicitCall(expr: ast.Call, place: Place, typing: Pick<Typing, "typeOf">): ast.Expr {
  const [first] = expr.args;
  if (expr.op === undefined || !first) return expr;
  if (expr.callee.name === "Number" && typing.typeOf(first, place) === "i32")
    return first.kind === "call" ? explicitCall(first, place, typing) : first;
  const op = wholeQuotients[expr.callee.name];
  const isQuotient = op !== undefined && isDivision(first) && [first.left, first.right].every((part) => isWhole(part, place, typing));
  return isQuotient ? { ...expr, op, callee: { ...expr.callee, name: row(op).dsl! }, args: [first.left, first.right] } : expr;
}

/** A true division, the only operation of two operands of any number that gives a float. */
export const isDivision = (expr: ast.Expr): expr is ast.Binary => expr.kind === "binary" && isDivide(expr.op);
const isDivide = (op: OpName): boolean => row(op).typing(["i32", "i32"])?.result === "f32" && row(op).precedence !== undefined;

/** Whether the lowering takes it for an integer: of that type, or a constant that is whole. */
export function isWhole(expr: ast.Expr, place: Place, typing: Pick<Typing, "typeOf">): boolean {
  if (expr.kind === "number") return Number.isInteger(expr.value) && Math.abs(expr.value) < 2 ** 24;
  if (expr.kind === "name" && !place.bound?.has(expr.name)) {
    const declared = place.names.find(expr.name);
    if (declared?.kind === "const") return isWhole(declared.item.value, declared, typing);
  }
  return typing.typeOf(expr, place) === "i32";
}
