/**
 * @file Surface tree → canonical DSL text: the least parentheses that keep the meaning (and those that keep it plain), lines of at most 100
 * columns broken at the loosest operators. What the DSL cannot spell (blocks, names with signs) is rewritten first, by {@link plain}.
 */
import { formOf, row, type OpName } from "#src/ir/ops.ts";
import type { AttentionItem, Expr, File, FileItem, NumberLiteral } from "./ast.ts";
import { plainAttention, plainExpr, plainItem, safeName } from "./plain.ts";
import { dslOperators, isComparison, isLoose } from "./tokens.ts";

const lineWidth = 100;

/** How literals are written; the formatter keeps the user's own spelling. */
export type NumberStyle = (literal: NumberLiteral) => string;

/** A file in canonical form, ending in a newline. */
export function printFile(file: File): string {
  const texts = file.items.map((item) => printItem(item));
  const apart = (at: number): boolean => [at - 1, at].some((i) => file.items[i]?.kind === "attention");
  return texts.map((text, at) => (at === 0 ? "" : apart(at) ? "\n\n" : "\n") + text).join("") + (texts.length > 0 ? "\n" : "");
}

/** An expression on one line. */
export function printExpr(expr: Expr): string {
  return flat(plainExpr(expr), numberText);
}

/** An item, without a newline at its end. */
export function printItem(item: FileItem | AttentionItem, number: NumberStyle = numberText, indent = ""): string {
  if (item.kind !== "attention") return printPlain(plainItem(item), number, indent);
  const items = plainAttention(item).items.map((inner) => `\n${printItem(inner, number, `${indent}  `)}`);
  return `${indent}${attentionHead(item)}${items.join("")}${items.length > 0 ? `\n${indent}` : ""}}`;
}

/** `attention NAME {` */
export const attentionHead = (item: { readonly name: { readonly name: string } }): string => `attention ${safeName(item.name.name)} {`;

function printPlain(item: Exclude<FileItem | AttentionItem, { kind: "attention" }>, number: NumberStyle, indent: string): string {
  const list = (parts: readonly string[]): string => parts.join(", ");
  switch (item.kind) {
    case "import":
      return `${indent}import { ${list(item.names.map(({ name }) => safeName(name)))} } from "${item.from}"`;
    case "input":
      return `${indent}input ${safeName(item.name.name)}: ${item.type}[${list(item.dims.map((dim) => flat(dim, number)))}]`;
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
  const line = `${head} = ${flat(value, number)}`;
  return line.length <= lineWidth ? line : `${head} =\n${indent}    ${broken(value, number, `${indent}    `)}`;
}

// ── Expressions ──

/** The precedences outside the op table. */
const level = { conditional: 0, operand: 100 } as const;

/** A number as the language writes it: an f32 has a point or an exponent; beyond its range it is infinite. */
export function numberText({ value, type }: NumberLiteral): string {
  if (Number.isNaN(value)) return "0.0 / 0.0";
  if (type === "f32" && Math.abs(Math.fround(value)) === Infinity) return value > 0 ? "inf" : "-inf";
  const text = Object.is(value, -0) ? "-0" : String(value).replace("e+", "e");
  return type === "f32" && !/[.e]/.test(text) ? `${text}.0` : text;
}

/** The operator an expression is written with, if it is one. */
function operatorOf(expr: Expr): { readonly op: OpName; readonly operands: readonly Expr[] } | undefined {
  if (expr.kind === "unary") return formOf(expr.op) === "prefix" ? { op: expr.op, operands: [expr.operand] } : undefined;
  if (expr.kind === "binary") return formOf(expr.op) === "infix" ? { op: expr.op, operands: [expr.left, expr.right] } : undefined;
  if (expr.kind !== "call" || expr.op === undefined || formOf(expr.op) === "call") return undefined;
  return row(expr.op).arity === expr.args.length ? { op: expr.op, operands: expr.args } : undefined;
}

function precedenceOf(expr: Expr): number {
  if (expr.kind === "conditional") return level.conditional;
  if (expr.kind === "number" && Number.isNaN(expr.value)) return row(dslOperators().infix.get("/")!).precedence!;
  if (expr.kind === "number" && (expr.value < 0 || Object.is(expr.value, -0))) return level.operand - 1;
  const operator = operatorOf(expr);
  return operator ? row(operator.op).precedence! : level.operand;
}

/** Whether an operand at `side` of `op` needs parentheses. */
function needsParentheses(op: OpName, operand: Expr, side: number): boolean {
  const outer = row(op).precedence!;
  const inner = precedenceOf(operand);
  const operator = operatorOf(operand);
  if (inner < outer || (inner === outer && side > 0)) return true;
  if (!operator || operator.operands.length < 2 || row(op).arity < 2) return false;
  // `a && b || c` is read wrongly by many: mixed loose operators keep their parentheses.
  return isComparison(op) ? isComparison(operator.op) : isLoose(op) && isLoose(operator.op) && inner !== outer;
}

function operandText(op: OpName, operand: Expr, side: number, number: NumberStyle): string {
  const text = flat(operand, number);
  return needsParentheses(op, operand, side) ? `(${text})` : text;
}

/** A prefix operator before its operand; two signs are kept from running together. */
const prefixed = (spelling: string, operand: string): string => (operand.startsWith(spelling) ? `${spelling}(${operand})` : spelling + operand);

/** `name(a, b)` for a call, or for an operation without an operator. */
function callParts(expr: Expr): { readonly head: string; readonly close: string; readonly args: readonly Expr[] } | undefined {
  if (expr.kind === "index") return { head: `${safeName(expr.base.name)}[`, close: "]", args: expr.indices };
  if (expr.kind === "call") return { head: `${spelledCall(expr.op, expr.callee.name)}(`, close: ")", args: expr.args };
  if (expr.kind === "unary") return { head: `${spelledCall(expr.op)}(`, close: ")", args: [expr.operand] };
  if (expr.kind === "binary") return { head: `${spelledCall(expr.op)}(`, close: ")", args: [expr.left, expr.right] };
  return undefined;
}

const spelledCall = (op: OpName | undefined, name = op ?? ""): string =>
  op !== undefined && formOf(op) === "call" ? (row(op).dsl ?? op) : safeName(name);

function flat(expr: Expr, number: NumberStyle): string {
  const operator = operatorOf(expr);
  if (operator) {
    const { op, operands } = operator;
    const [first, second] = operands.map((operand, side) => operandText(op, operand, side, number));
    return second === undefined ? prefixed(row(op).dsl!, operandText(op, operands[0]!, 0, number)) : `${first} ${row(op).dsl} ${second}`;
  }
  const call = callParts(expr);
  if (call) return call.head + call.args.map((arg) => flat(arg, number)).join(", ") + call.close;
  switch (expr.kind) {
    case "number":
      return number(expr);
    case "bool":
      return String(expr.value);
    case "name":
      return safeName(expr.name);
    case "mask-of":
      return `${safeName(expr.attention.name)}.mask`;
    case "conditional":
      return `${testText(expr.test, number)} ? ${flat(expr.then, number)} : ${flat(expr.otherwise, number)}`;
    default:
      throw new Error(`a ${expr.kind} is not plain`);
  }
}

const testText = (test: Expr, number: NumberStyle): string => (test.kind === "conditional" ? `(${flat(test, number)})` : flat(test, number));

/** An expression over several lines; `indent` is where it began. */
function broken(expr: Expr, number: NumberStyle, indent: string): string {
  const line = flat(expr, number);
  if (indent.length + line.length <= lineWidth) return line;
  const operator = operatorOf(expr);
  if (operator?.operands.length === 2) return brokenChain(operator.op, expr, number, indent);
  if (expr.kind === "conditional") {
    const [then, otherwise] = [expr.then, expr.otherwise].map((branch) => broken(branch, number, `${indent}    `));
    const test = expr.test.kind === "conditional" ? `(${broken(expr.test, number, `${indent} `)})` : broken(expr.test, number, indent);
    return `${test}\n${indent}  ? ${then}\n${indent}  : ${otherwise}`;
  }
  const call = operator ? undefined : callParts(expr);
  if (!call || call.args.length === 0) return line;
  const args = call.args.map((arg) => `\n${indent}  ${broken(arg, number, `${indent}  `)}`);
  return `${call.head}${args.join(",")}\n${indent}${call.close}`;
}

/** The operands of one precedence below each other, each with its operator before it. */
function brokenChain(loosest: OpName, expr: Expr, number: NumberStyle, indent: string): string {
  const lines: string[] = [];
  let rest = expr;
  for (let at = operatorOf(rest); at && row(at.op).precedence === row(loosest).precedence && at.operands.length === 2; at = operatorOf(rest)) {
    const [left, right] = at.operands as [Expr, Expr];
    const text = brokenOperand(at.op, right, 1, number, `${indent}${" ".repeat(row(at.op).dsl!.length + 1)}`);
    lines.unshift(`${row(at.op).dsl} ${text}`);
    rest = left;
    if (needsParentheses(at.op, left, 0)) return [brokenOperand(at.op, left, 0, number, indent), ...lines].join(`\n${indent}`);
  }
  return [brokenOperand(loosest, rest, 0, number, indent), ...lines].join(`\n${indent}`);
}

function brokenOperand(op: OpName, operand: Expr, side: number, number: NumberStyle, indent: string): string {
  return needsParentheses(op, operand, side) ? `(${broken(operand, number, `${indent} `)})` : broken(operand, number, indent);
}
