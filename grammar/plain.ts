/**
 * @file What the DSL can spell: blocks (the bodies of TypeScript functions) become `let` items where the block is the value of a section or
 * of a `let`, and are substituted elsewhere; names that are words of the language or hold other signs get a spelling.
 */
import type { Attention, AttentionItem, Expr, FileItem, Ident, Let } from "./ast.ts";
import { reservedWords } from "./tokens.ts";
import { childrenOf, expressionsOf } from "./walk.ts";

type Bindings = ReadonlyMap<string, Expr>;
const nothing: Bindings = new Map();

/** A name the language can read. */
export function safeName(name: string): string {
  const text = name.replace(/[^A-Za-z0-9_]/g, "_");
  return (reservedWords as readonly string[]).includes(text) || !/^[A-Za-z_]/.test(text) ? (/^\d/.test(text) ? `_${text}` : `${text}_`) : text;
}

/** The expression without blocks. */
export const plainExpr = (expr: Expr): Expr => (hasBlock(expr) ? substitute(expr, nothing) : expr);

/** The item with its blocks substituted. */
export function plainItem<T extends Exclude<FileItem | AttentionItem, Attention>>(item: T): T {
  if (!expressionsOf(item).some(hasBlock)) return item;
  if (item.kind === "fn") return { ...item, body: plainExpr(item.body) };
  if (item.kind === "input") return { ...item, dims: item.dims.map(plainExpr) };
  return item.kind === "import" ? item : { ...item, value: plainExpr(item.value) };
}

/** The attention with the blocks of its sections and lets as `let` items before them, under names that are nobody else's. */
export function plainAttention(attention: Attention): Attention {
  if (!expressionsOf(attention).some(hasBlock)) return attention;
  const taken = new Set(attention.items.flatMap((item) => [item.name.name, ...expressionsOf(item).flatMap(namesIn)]));
  return { ...attention, items: attention.items.flatMap((item) => hoist(item, taken)) };
}

function hoist(item: AttentionItem, taken: Set<string>): AttentionItem[] {
  if (item.kind !== "section" && item.kind !== "let") return [item];
  const lets: Let[] = [];
  const value = unblock(item.value, nothing, lets, taken);
  return [...lets, { ...item, value }];
}

/** The block's value, its lets appended to `lets` under fresh names. */
function unblock(expr: Expr, outer: Bindings, lets: Let[], taken: Set<string>): Expr {
  if (expr.kind !== "block") return substitute(expr, outer);
  const bindings = new Map(outer);
  for (const item of expr.lets) {
    const value = unblock(item.value, bindings, lets, taken);
    const name = fresh(item.name.name, taken);
    lets.push({ ...item, name: { ...item.name, name }, value });
    bindings.set(item.name.name, { kind: "name", name, span: item.name.span });
  }
  return unblock(expr.value, bindings, lets, taken);
}

function fresh(name: string, taken: Set<string>): string {
  let found = name;
  for (let n = 2; taken.has(found); n++) found = `${name}_${n}`;
  taken.add(found);
  return found;
}

/** Values are put in with their own names already resolved, so none can be caught by an inner `let`. */
function substitute(expr: Expr, bindings: Bindings): Expr {
  const inner = (e: Expr): Expr => substitute(e, bindings);
  switch (expr.kind) {
    case "number":
    case "bool":
    case "mask-of":
      return expr;
    case "name":
      return bindings.get(expr.name) ?? expr;
    case "unary":
      return { ...expr, operand: inner(expr.operand) };
    case "binary":
      return { ...expr, left: inner(expr.left), right: inner(expr.right) };
    case "conditional":
      return { ...expr, test: inner(expr.test), then: inner(expr.then), otherwise: inner(expr.otherwise) };
    case "call":
      return { ...expr, callee: renamed(expr.callee, bindings), args: expr.args.map(inner) };
    case "index":
      return { ...expr, base: renamed(expr.base, bindings), indices: expr.indices.map(inner) };
    case "block": {
      const own = new Map(bindings);
      for (const item of expr.lets) own.set(item.name.name, substitute(item.value, own));
      return substitute(expr.value, own);
    }
    default:
      return expr satisfies never;
  }
}

/** `const s = slope; s(h)`: another name for a tensor or a helper. */
function renamed(ident: Ident, bindings: Bindings): Ident {
  const value = bindings.get(ident.name);
  return value?.kind === "name" ? { ...ident, name: value.name } : ident;
}

const hasBlock = (expr: Expr): boolean => expr.kind === "block" || childrenOf(expr).some(hasBlock);

/** Every name an expression speaks of, block names left out: they are renamed where they must be. */
function namesIn(expr: Expr): string[] {
  const own = expr.kind === "name" ? [expr.name] : expr.kind === "call" ? [expr.callee.name] : expr.kind === "index" ? [expr.base.name] : [];
  const bound = new Set(expr.kind === "block" ? expr.lets.map((item) => item.name.name) : []);
  return [...own, ...childrenOf(expr).flatMap(namesIn)].filter((name) => !bound.has(name));
}
