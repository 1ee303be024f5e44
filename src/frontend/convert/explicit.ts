/** @file A file in which every call is the operation that it is, whatever language it was read from. */
import type * as ast from "#grammar/ast.ts";
import { mapChildren } from "#grammar/walk.ts";
import type { Declarations, Scoped } from "./names.ts";
import { explicitCall } from "./explicit-call.ts";
import { boundOf, type Place, type Typing } from "./typing.ts";

/** A file in which every operation is named. */
export function explicitFile(file: ast.File, declarations: Declarations, typing: Typing): ast.File {
  const names = declarations.ofFile(file);
  const scoped = new Map(file.items.flatMap((item) => (item.kind === "attention" ? [[item, declarations.ofAttention(item, names)] as const] : [])));
  for (const { items } of scoped.values()) for (const { item, names: seen } of items) visit(item, seen, typing);
  const inside = (place: Place) => (expr: ast.Expr) => explicitExpr(expr, place, typing);
  const items = declarations.itemsOf(file).map((declared): ast.FileItem => {
    if (declared.kind === "fn") return { ...declared.item, body: inside(bodyOf(declared.item, declared.names, typing))(declared.item.body) };
    if (declared.kind === "const") return { ...declared.item, value: inside(declared)(declared.item.value) };
    if (declared.kind === "attention") return explicitAttention(scoped.get(declared.item)!, typing);
    throw new Error(`a file has no ${declared.kind}`);
  });
  return { ...file, items };
}

function explicitAttention({ attention, items }: Scoped, typing: Typing): ast.Attention {
  const changed = items.map(({ item, names }): ast.AttentionItem => {
    if (item.kind === "input" || item.kind === "param") return item;
    if (item.kind === "fn") return { ...item, body: explicitExpr(item.body, bodyOf(item, names, typing), typing) };
    return { ...item, value: explicitExpr(item.value, { names }, typing) };
  });
  return { ...attention, items: changed };
}

/** The types of helpers' parameters are those of their first call. */
function visit(item: ast.AttentionItem, names: Place["names"], typing: Typing): void {
  if (item.kind === "section") typing.typeOf(item.value, { names });
}

const bodyOf = (fn: ast.Fn, names: Place["names"], typing: Typing): Place => ({ names, bound: boundOf(fn, typing.parametersOf(fn)) });

function explicitExpr(expr: ast.Expr, place: Place, typing: Typing): ast.Expr {
  const call = expr.kind === "call" ? explicitCall(expr, place, typing) : expr;
  return mapChildren(call, (child) => explicitExpr(child, place, typing));
}
