/** @file The value of a constant expression, for what must be known when a file is read: dims and the defaults of params. */
import { findOp, row } from "#src/ir/ops.ts";
import { builtinConstant, isBuiltin } from "./builtins.ts";
import type { JsExpr } from "./js-ast.ts";
import type { Finder, Meaning } from "./meaning.ts";

/** The constants met so far; one that is being worked out is not known. */
type Known = Map<object, number | boolean | undefined>;

/** The number or boolean, or `undefined` where the expression is no constant. */
export function staticValue(expr: JsExpr, find: Finder, known: Known = new Map()): number | boolean | undefined {
  const inner = (part: JsExpr): number | undefined => {
    const value = staticValue(part, find, known);
    return typeof value === "number" ? value : undefined;
  };
  switch (expr.kind) {
    case "number":
      return Number(expr.text.replaceAll("_", ""));
    case "boolean":
      return expr.value;
    case "unary":
      return expr.operator === "+" ? inner(expr.operand) : evaluate(findOp("ts", expr.operator, "prefix"), [inner(expr.operand)]);
    case "binary":
      return evaluate(expr.operator === "**" ? findOp("ts", "Math.pow", "call") : findOp("ts", expr.operator, "infix"), [
        inner(expr.left),
        inner(expr.right),
      ]);
    case "call": {
      const callee = staticMeaning(expr.callee, find);
      return callee?.kind === "builtin" ? evaluate(findOp("ts", callee.path, "call"), expr.args.map(inner)) : undefined;
    }
    case "name":
    case "member":
      return valueOf(staticMeaning(expr, find), known);
    default:
      return undefined;
  }
}

function valueOf(meaning: Meaning | undefined, known: Known): number | boolean | undefined {
  if (meaning?.kind === "constant") {
    if (!known.has(meaning.key)) known.set(meaning.key, undefined).set(meaning.key, staticValue(meaning.value, meaning.home, known));
    return known.get(meaning.key);
  }
  if (meaning?.kind !== "builtin") return undefined;
  const constant = builtinConstant(meaning.path, { source: { name: "", text: "" }, start: 0, end: 0 });
  if (constant?.kind === "unary" && constant.operand.kind === "number") return -constant.operand.value;
  return constant?.kind === "number" ? constant.value : undefined;
}

function staticMeaning(expr: JsExpr, find: Finder): Meaning | undefined {
  if (expr.kind === "name") return find(expr.name) ?? (isBuiltin(expr.name) ? { kind: "builtin", path: expr.name } : undefined);
  if (expr.kind !== "member") return undefined;
  const object = staticMeaning(expr.object, find);
  if (object?.kind === "namespace") return object.member(expr.property.name);
  const path = object?.kind === "builtin" ? `${object.path}.${expr.property.name}` : "";
  return isBuiltin(path) ? { kind: "builtin", path } : undefined;
}

function evaluate(op: string | undefined, operands: readonly (number | undefined)[]): number | undefined {
  if (op === undefined || !operands.every((x) => x !== undefined)) return undefined;
  return row(op).evaluate(...operands);
}
