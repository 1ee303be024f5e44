/**
 * @file Surface tree → canonical DSL text, an item to a line or broken at its loosest operators. What the DSL cannot spell (blocks, names with
 * signs) is rewritten first, by {@link plain}.
 */
import type { AttentionItem, Expr, File, FileItem } from "./ast.ts";
import { plainAttention, plainExpr, plainItem, safeName } from "./plain.ts";
import { broken, dslSpelling, flat, lineWidth, numberText, type NumberStyle } from "./print-expr.ts";

/** The lines that stand above an item, without their indentation. */
export type Above = (item: FileItem | AttentionItem) => readonly string[];
const nothing: Above = () => [];

/** A file in canonical form, ending in a newline. */
export function printFile(file: File, above: Above = nothing): string {
  const texts = file.items.map((item) => printItem(item, numberText, "", above));
  const apart = (at: number): boolean => [at - 1, at].some((i) => file.items[i]?.kind === "attention");
  return texts.map((text, at) => (at === 0 ? "" : apart(at) ? "\n\n" : "\n") + text).join("") + (texts.length > 0 ? "\n" : "");
}

/** An expression on one line. */
export function printExpr(expr: Expr): string {
  return flat(plainExpr(expr), dslSpelling(numberText));
}

/** An item, without a newline at its end. */
export function printItem(item: FileItem | AttentionItem, number: NumberStyle = numberText, indent = "", above: Above = nothing): string {
  const lines = above(item).map((line) => `${indent}${line}\n`);
  if (item.kind !== "attention") return lines.join("") + printPlain(plainItem(item), number, indent);
  const items = plainAttention(item).items.map((inner) => `\n${printItem(inner, number, `${indent}  `, above)}`);
  return `${lines.join("")}${indent}${attentionHead(item)}${items.join("")}${items.length > 0 ? `\n${indent}` : ""}}`;
}

/** `attention NAME {` */
export const attentionHead = (item: { readonly name: { readonly name: string } }): string => `attention ${safeName(item.name.name)} {`;

function printPlain(item: Exclude<FileItem | AttentionItem, { kind: "attention" }>, number: NumberStyle, indent: string): string {
  const list = (parts: readonly string[]): string => parts.join(", ");
  switch (item.kind) {
    case "import":
      return `${indent}import { ${list(item.names.map(({ name }) => safeName(name)))} } from "${item.from}"`;
    case "input":
      return `${indent}input ${safeName(item.name.name)}: ${item.type}[${list(item.dims.map((dim) => flat(dim, dslSpelling(number))))}]`;
    case "param":
      return assign(`${indent}param ${safeName(item.name.name)}: ${item.type}`, item.value, number, indent);
    case "fn": {
      const params = item.params.map(({ name, type }) => safeName(name.name) + (type === undefined ? "" : `: ${type}`));
      return assign(`${indent}fn ${safeName(item.name.name)}(${list(params)})`, item.body, number, indent);
    }
    case "const":
    case "let":
      return assign(`${indent}${item.kind} ${safeName(item.name.name)}`, item.value, number, indent);
    case "section":
      return assign(`${indent}${safeName(item.name.name)}`, item.value, number, indent);
    default:
      return item satisfies never;
  }
}

function assign(head: string, value: Expr, number: NumberStyle, indent: string): string {
  const spelling = dslSpelling(number);
  const line = `${head} = ${flat(value, spelling)}`;
  return line.length <= lineWidth ? line : `${head} =\n${indent}    ${broken(value, spelling, `${indent}    `)}`;
}
