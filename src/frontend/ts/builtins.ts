/** @file What every JavaScript function sees without importing it (`Math`, `Infinity`, `Number`), and the functions of the table of operations. */
import type * as ast from "#grammar/ast.ts";
import { callNames, findOp } from "#src/ir/ops.ts";
import type { Span } from "#src/diagnostics/span.ts";

const mathConstants = ["E", "LN10", "LN2", "LOG10E", "LOG2E", "PI", "SQRT1_2", "SQRT2"] as const;

const constants: ReadonlyMap<string, number> = new Map<string, number>([
  ["Infinity", Infinity],
  ["Number.POSITIVE_INFINITY", Infinity],
  ["Number.NEGATIVE_INFINITY", -Infinity],
  ["Number.EPSILON", Number.EPSILON],
  ...mathConstants.map((name) => [`Math.${name}`, Math[name]] as const),
]);

type Rule = (args: readonly ast.Expr[], callee: ast.Ident, span: Span) => ast.Expr | undefined;

/** Functions whose JavaScript meaning is more than one row with the same arguments. */
const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["Math.round", roundHalfUp],
  ["Math.min", single],
  ["Math.max", single],
  ["Number", (args, callee, span) => ({ kind: "call", callee, op: "to_f32", args, span })],
]);

/** Halves go up: the floor of x + 0.5. */
function roundHalfUp(args: readonly ast.Expr[], callee: ast.Ident, span: Span): ast.Expr | undefined {
  const [x, ...rest] = args;
  if (!x || rest.length > 0) return undefined;
  const half: ast.Expr = { kind: "number", value: 0.5, type: "f32", span };
  return { kind: "call", callee, op: "floor", args: [{ kind: "binary", op: "add", left: x, right: half, span: x.span }], span };
}

function single(args: readonly ast.Expr[]): ast.Expr | undefined {
  return args.length === 1 ? args[0] : undefined;
}

/** Whether a name, or a name with its members, is one of JavaScript's or of the table's. */
export function isBuiltin(path: string): boolean {
  return path === "Math" || constants.has(path) || rules.has(path) || findOp("ts", path, "call") !== undefined;
}

/** The members of `Math` or `Number` that can be computed. */
export function builtinMembers(path: string): string[] {
  const all = [...constants.keys(), ...rules.keys(), ...callNames("ts")];
  return all.filter((name) => name.startsWith(`${path}.`)).map((name) => name.slice(path.length + 1));
}

/** The value of a constant, as the DSL would write it. */
export function builtinConstant(path: string, span: Span): ast.Expr | undefined {
  const value = constants.get(path);
  if (value === undefined) return undefined;
  const literal: ast.Expr = { kind: "number", value: Math.abs(value), type: "f32", span };
  return value < 0 ? { kind: "unary", op: "neg", operand: literal, span } : literal;
}

/** A call of a builtin, or `undefined` if it is none that takes these arguments. The callee keeps its TypeScript spelling. */
export function builtinCall(path: string, args: readonly ast.Expr[], calleeSpan: Span, span: Span): ast.Expr | undefined {
  const callee: ast.Ident = { name: path, span: calleeSpan };
  const op = findOp("ts", path, "call");
  return rules.get(path)?.(args, callee, span) ?? (op === undefined ? undefined : { kind: "call", callee, op, args, span });
}

/** Names that no local value and no helper may have in the surface tree, lest they hide an operation. */
export const operationNames: ReadonlySet<string> = new Set([...callNames("dsl"), ...callNames("ts")]);
