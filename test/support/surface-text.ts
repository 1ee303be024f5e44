/** @file A surface tree as a compact s-expression, without spans: what tests of the front ends compare. */
import type * as ast from "#grammar/ast.ts";

/** One line for each item of a file, sections below their attention. */
export function fileText(file: ast.File): string {
  return file.items.map(itemText).join("\n");
}

function itemText(item: ast.FileItem | ast.AttentionItem): string {
  switch (item.kind) {
    case "import":
      return `import ${item.names.map(({ name }) => name).join(" ")} ${item.from}`;
    case "attention":
      return [`attention ${item.name.name}`, ...item.items.map((inner) => `  ${itemText(inner)}`)].join("\n");
    case "input":
      return `input ${item.name.name} ${item.type} [${item.dims.map(exprText).join(" ")}]`;
    case "param":
      return `param ${item.name.name} ${item.type} ${exprText(item.value)}`;
    case "fn":
      return `fn ${item.name.name} (${item.params.map(({ name }) => name.name).join(" ")}) ${exprText(item.body)}`;
    default:
      return `${item.kind} ${item.name.name} ${exprText(item.value)}`;
  }
}

/** An expression; f32 literals always show a point or an exponent. */
export function exprText(expr: ast.Expr): string {
  switch (expr.kind) {
    case "number":
      return expr.type === "f32" && Number.isInteger(expr.value) ? expr.value.toFixed(1) : String(expr.value);
    case "bool":
      return String(expr.value);
    case "name":
      return expr.name;
    case "unary":
      return `(${expr.op} ${exprText(expr.operand)})`;
    case "binary":
      return `(${expr.op} ${exprText(expr.left)} ${exprText(expr.right)})`;
    case "conditional":
      return `(if ${[expr.test, expr.then, expr.otherwise].map(exprText).join(" ")})`;
    case "call":
      return `(${[expr.op === undefined ? expr.callee.name : `${expr.op}:${expr.callee.name}`, ...expr.args.map(exprText)].join(" ")})`;
    case "index":
      return `${expr.base.name}[${expr.indices.map(exprText).join(" ")}]`;
    case "mask-of":
      return `(mask-of ${expr.attention.name})`;
    case "block":
      return `(let ${expr.lets.map(({ name, value }) => `${name.name}=${exprText(value)}`).join(" ")} in ${exprText(expr.value)})`;
    default:
      return expr satisfies never;
  }
}
