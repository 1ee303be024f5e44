/** @file Inputs and params as TypeScript declares them: `bias: f32("Hq", 2 * reach + 1)`, `window: i32(256)`. */
import type * as ast from "#grammar/ast.ts";
import { dslSpelling, flat, numberText } from "#grammar/print-expr.ts";
import { mapChildren } from "#grammar/walk.ts";
import { isStatic, reachedFrom, usedIn, type Names } from "./names.ts";
import { toTs, tsSpelling, type Writing } from "./ts-expr.ts";

/** An input. A dim is a number, an expression of constants, or the text of an expression of sizes. */
export function inputText({ name, type, dims }: ast.Input, names: Names, writing: Writing): string {
  writing.uses(type);
  return `${name.name}: ${type}(${dims.map((dim) => dimText(dim, names, writing)).join(", ")})`;
}

/** A param with its default, which is made of constants. */
export function paramText({ name, type, value }: ast.Param, names: Names, writing: Writing): string {
  writing.uses(type);
  return `${name.name}: ${type}(${flat(toTs(value, { names }, writing), tsSpelling)})`;
}

function dimText(dim: ast.Expr, names: Names, writing: Writing): string {
  const isConstant = [...reachedFrom(usedIn(dim, names))].every((declared) => declared.kind === "const" && isStatic(declared));
  if (isConstant) return flat(toTs(dim, { names }, writing), tsSpelling);
  return JSON.stringify(flat(unfold(dim, names), dslSpelling(numberText)));
}

/** An expression of sizes and numbers alone: what the file calls otherwise is written out. */
function unfold(expr: ast.Expr, names: Names, bound: ReadonlyMap<string, ast.Expr> = new Map()): ast.Expr {
  const inner = (child: ast.Expr): ast.Expr => unfold(child, names, bound);
  if (expr.kind === "name") {
    const declared = bound.has(expr.name) ? undefined : names.find(expr.name);
    return declared?.kind === "const" ? unfold(declared.item.value, declared.names) : (bound.get(expr.name) ?? expr);
  }
  const helper = expr.kind === "call" ? names.find(expr.callee.name) : undefined;
  if (expr.kind !== "call" || helper?.kind !== "fn") return mapChildren(expr, inner);
  const args = expr.args.map(inner);
  return unfold(helper.item.body, helper.names, new Map(helper.item.params.map(({ name }, i) => [name.name, args[i]!])));
}
