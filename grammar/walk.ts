/** @file Going through a surface tree without knowing its nodes one by one. */
import type { AttentionItem, Expr, FileItem } from "./ast.ts";

/** The expressions directly inside an expression, in the order of the text. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "number":
    case "bool":
    case "name":
    case "mask-of":
      return [];
    case "unary":
      return [expr.operand];
    case "binary":
      return [expr.left, expr.right];
    case "conditional":
      return [expr.test, expr.then, expr.otherwise];
    case "call":
      return expr.args;
    case "index":
      return expr.indices;
    case "block":
      return [...expr.lets.map((item) => item.value), expr.value];
    default:
      return expr satisfies never;
  }
}

/** The outermost expressions of an item, in the order of the text. */
export function expressionsOf(item: FileItem | AttentionItem): readonly Expr[] {
  switch (item.kind) {
    case "import":
      return [];
    case "fn":
      return [item.body];
    case "input":
      return item.dims;
    case "attention":
      return item.items.flatMap(expressionsOf);
    case "const":
    case "let":
    case "param":
    case "section":
      return [item.value];
    default:
      return item satisfies never;
  }
}

/** The expression with other expressions directly inside; it has no blocks. */
export function mapChildren(expr: Expr, change: (child: Expr) => Expr): Expr {
  switch (expr.kind) {
    case "number":
    case "bool":
    case "name":
    case "mask-of":
      return expr;
    case "unary":
      return { ...expr, operand: change(expr.operand) };
    case "binary":
      return { ...expr, left: change(expr.left), right: change(expr.right) };
    case "conditional":
      return { ...expr, test: change(expr.test), then: change(expr.then), otherwise: change(expr.otherwise) };
    case "call":
      return { ...expr, args: expr.args.map(change) };
    case "index":
      return { ...expr, indices: expr.indices.map(change) };
    default:
      throw new Error(`a ${expr.kind} is not plain`);
  }
}
