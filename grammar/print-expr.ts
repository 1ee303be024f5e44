/**
 * @file Expressions of the surface tree → text, in the spelling of a language: the least parentheses that keep the meaning (and those that keep
 * it plain), lines of at most 100 columns broken at the loosest operators. A tree with blocks is made plain first.
 */
import { formOf, row, type Language, type OpName } from "#src/ir/ops.ts";
import type { Expr, NumberLiteral } from "./ast.ts";
import { safeName } from "./plain.ts";
import { dslOperators, isComparison, isLoose } from "./tokens.ts";

export const lineWidth = 100;

/** How literals are written; the formatter keeps the user's own spelling. */
export type NumberStyle = (literal: NumberLiteral) => string;

/** How a language writes what its operators and functions do not say. */
export interface Spelling {
  readonly language: Language;
  readonly number: NumberStyle;
  readonly name: (name: string) => string;
  /** A sign that keeps parentheses around it in comparisons, in shifts and as an argument: there it may be read as something else. */
  readonly shielded?: RegExp;
}

/** The language's own. */
export const dslSpelling = (number: NumberStyle): Spelling => ({ language: "dsl", number, name: safeName });

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
function operatorOf(expr: Expr, language: Language): { readonly op: OpName; readonly operands: readonly Expr[] } | undefined {
  if (expr.kind === "unary") return formOf(expr.op, language) === "prefix" ? { op: expr.op, operands: [expr.operand] } : undefined;
  if (expr.kind === "binary") return formOf(expr.op, language) === "infix" ? { op: expr.op, operands: [expr.left, expr.right] } : undefined;
  if (expr.kind !== "call" || expr.op === undefined || formOf(expr.op, language) === "call") return undefined;
  return row(expr.op).arity === expr.args.length ? { op: expr.op, operands: expr.args } : undefined;
}

function precedenceOf(expr: Expr, language: Language): number {
  if (expr.kind === "conditional") return level.conditional;
  if (expr.kind === "number" && Number.isNaN(expr.value)) return row(dslOperators().infix.get("/")!).precedence!;
  if (expr.kind === "number" && (expr.value < 0 || Object.is(expr.value, -0))) return level.operand - 1;
  const operator = operatorOf(expr, language);
  return operator ? row(operator.op).precedence! : level.operand;
}

/** Whether an operand at `side` of `op` needs parentheses. */
function needsParentheses(op: OpName, operand: Expr, side: number, spelling: Spelling): boolean {
  const { language } = spelling;
  const outer = row(op).precedence!;
  const inner = precedenceOf(operand, language);
  const operator = operatorOf(operand, language);
  if (inner < outer || (inner === outer && side > 0) || (/^[<>=!]/.test(signOf(op, spelling)) && isShielded(operand, spelling))) return true;
  if (!operator || operator.operands.length < 2 || row(op).arity < 2) return false;
  // `a && b || c` is read wrongly by many: mixed loose operators keep their parentheses.
  return isComparison(op) ? isComparison(operator.op) : isLoose(op) && isLoose(operator.op) && inner !== outer;
}

function isShielded(expr: Expr, spelling: Spelling): boolean {
  const operator = operatorOf(expr, spelling.language);
  return operator !== undefined && spelling.shielded?.test(signOf(operator.op, spelling)) === true;
}

const shield = (expr: Expr, text: string, spelling: Spelling): string => (isShielded(expr, spelling) ? `(${text})` : text);

function operandText(op: OpName, operand: Expr, side: number, spelling: Spelling): string {
  const text = flat(operand, spelling);
  return needsParentheses(op, operand, side, spelling) ? `(${text})` : text;
}

/** A prefix operator before its operand; two signs are kept from running together. */
const prefixed = (sign: string, operand: string): string => (operand.startsWith(sign) ? `${sign}(${operand})` : sign + operand);

const signOf = (op: OpName, { language }: Spelling): string => row(op)[language]!;

/** `name(a, b)` for a call, or for an operation without an operator. */
function callParts(expr: Expr, spelling: Spelling): { readonly head: string; readonly close: string; readonly args: readonly Expr[] } | undefined {
  if (expr.kind === "index") return { head: `${spelling.name(expr.base.name)}[`, close: "]", args: expr.indices };
  if (expr.kind === "call") return { head: `${spelledCall(spelling, expr.op, expr.callee.name)}(`, close: ")", args: expr.args };
  if (expr.kind === "unary") return { head: `${spelledCall(spelling, expr.op)}(`, close: ")", args: [expr.operand] };
  if (expr.kind === "binary") return { head: `${spelledCall(spelling, expr.op)}(`, close: ")", args: [expr.left, expr.right] };
  return undefined;
}

const spelledCall = ({ language, name: spell }: Spelling, op: OpName | undefined, name = op ?? ""): string =>
  op !== undefined && formOf(op, language) === "call" ? (row(op)[language] ?? op) : spell(name);

/** On one line. */
export function flat(expr: Expr, spelling: Spelling): string {
  const operator = operatorOf(expr, spelling.language);
  if (operator) {
    const { op, operands } = operator;
    const [first, second] = operands.map((operand, side) => operandText(op, operand, side, spelling));
    return second === undefined
      ? prefixed(signOf(op, spelling), operandText(op, operands[0]!, 0, spelling))
      : `${first} ${signOf(op, spelling)} ${second}`;
  }
  const call = callParts(expr, spelling);
  if (call) return call.head + call.args.map((arg) => shield(arg, flat(arg, spelling), spelling)).join(", ") + call.close;
  switch (expr.kind) {
    case "number":
      return spelling.number(expr);
    case "bool":
      return String(expr.value);
    case "name":
      return spelling.name(expr.name);
    case "mask-of":
      return `${spelling.name(expr.attention.name)}.mask`;
    case "conditional":
      return `${testText(expr.test, spelling)} ? ${flat(expr.then, spelling)} : ${flat(expr.otherwise, spelling)}`;
    default:
      throw new Error(`a ${expr.kind} is not plain`);
  }
}

const testText = (test: Expr, spelling: Spelling): string => (test.kind === "conditional" ? `(${flat(test, spelling)})` : flat(test, spelling));

/** An expression over several lines; `indent` is where it began. */
export function broken(expr: Expr, spelling: Spelling, indent: string): string {
  const line = flat(expr, spelling);
  if (indent.length + line.length <= lineWidth) return line;
  const operator = operatorOf(expr, spelling.language);
  if (operator?.operands.length === 2) return brokenChain(operator.op, expr, spelling, indent);
  if (expr.kind === "conditional") {
    const [then, otherwise] = [expr.then, expr.otherwise].map((branch) => broken(branch, spelling, `${indent}    `));
    const test = expr.test.kind === "conditional" ? `(${broken(expr.test, spelling, `${indent} `)})` : broken(expr.test, spelling, indent);
    return `${test}\n${indent}  ? ${then}\n${indent}  : ${otherwise}`;
  }
  const call = operator ? undefined : callParts(expr, spelling);
  if (!call || call.args.length === 0) return line;
  const args = call.args.map((arg) => `\n${indent}  ${shield(arg, broken(arg, spelling, `${indent}  `), spelling)}`);
  return `${call.head}${args.join(",")}\n${indent}${call.close}`;
}

/** The operands of one precedence below each other, each with its operator before it. */
function brokenChain(loosest: OpName, expr: Expr, spelling: Spelling, indent: string): string {
  const lines: string[] = [];
  let rest = expr;
  const next = () => operatorOf(rest, spelling.language);
  for (let at = next(); at && row(at.op).precedence === row(loosest).precedence && at.operands.length === 2; at = next()) {
    const [left, right] = at.operands as [Expr, Expr];
    const text = brokenOperand(at.op, right, 1, spelling, `${indent}${" ".repeat(signOf(at.op, spelling).length + 1)}`);
    lines.unshift(`${signOf(at.op, spelling)} ${text}`);
    rest = left;
    if (needsParentheses(at.op, left, 0, spelling)) return [brokenOperand(at.op, left, 0, spelling, indent), ...lines].join(`\n${indent}`);
  }
  return [brokenOperand(loosest, rest, 0, spelling, indent), ...lines].join(`\n${indent}`);
}

function brokenOperand(op: OpName, operand: Expr, side: number, spelling: Spelling, indent: string): string {
  return needsParentheses(op, operand, side, spelling) ? `(${broken(operand, spelling, `${indent} `)})` : broken(operand, spelling, indent);
}
