/**
 * @file Surface expression → IR node, the same for every front end. Checks names and types as it goes; where something is wrong it reports
 * and answers `undefined`, and whatever uses that stays silent, so each mistake is told once.
 */
import * as codes from "#src/diagnostics/codes/language.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import { foldNode } from "#src/ir/fold.ts";
import type { Apply, Graph, Node } from "#src/ir/node.ts";
import { callNames, row, type OpName } from "#src/ir/ops.ts";
import { logical, readType, selecting } from "#src/ir/types.ts";
import type { Input } from "#src/ir/variant.ts";
import { builtinNames, builtins } from "#src/ir/variables.ts";
import { createScope, type Entry, type Scope } from "./scope.ts";

/** What the lowering of one variant carries along. */
export interface Lowering {
  readonly graph: Graph;
  readonly report: Report;
  readonly names: Map<Node, string>;
  readonly spans: Map<Node, Span>;
  /** The helpers and constants under way, outermost first; by identity, as files may use one name for different things. */
  readonly calls: UnderWay[];
  readonly inlined: Map<ast.Fn, Map<string, Node | undefined>>;
  /** The mask of another attention, whose inputs and params join this variant. */
  maskOf(reference: ast.MaskOf, scope: Scope): Node | undefined;
  /** A file's constant, checked to be one. */
  constantOf(name: ast.Ident, value: ast.Expr, scope: Scope): Node | undefined;
}

/** A helper or constant whose body is being lowered. */
interface UnderWay {
  readonly declaration: ast.Fn | ast.Expr;
  readonly name: string;
}

type Lowered = Node | undefined;

/** The names from a declaration under way back to itself, or `undefined` where it is not under way. */
export function cycleTo(declaration: UnderWay["declaration"], { calls }: Lowering): string[] | undefined {
  const first = calls.findIndex((call) => call.declaration === declaration);
  return first < 0 ? undefined : [...calls.slice(first), calls[first]!].map(({ name }) => name);
}

/** Lowers one expression in a scope. */
export function lowerExpr(expr: ast.Expr, scope: Scope, lowering: Lowering): Lowered {
  const node = lowerKind(expr, scope, lowering);
  if (node && !lowering.spans.has(node)) lowering.spans.set(node, expr.span);
  return node;
}

function lowerKind(expr: ast.Expr, scope: Scope, lowering: Lowering): Lowered {
  switch (expr.kind) {
    case "number":
      return lowering.graph.constant(expr.value, expr.type);
    case "bool":
      return lowering.graph.constant(+expr.value, "bool");
    case "name":
      return lowerName(expr, scope, lowering);
    case "unary":
      return lowerUnary(expr, scope, lowering);
    case "binary":
      return lowerBinary(expr, scope, lowering);
    case "conditional":
      return lowerApply("where", expr.spelling ?? "? :", expr.span, [expr.test, expr.then, expr.otherwise], scope, lowering);
    case "call":
      return lowerCall(expr, scope, lowering);
    case "index":
      return lowerIndex(expr, scope, lowering);
    case "mask-of":
      return lowering.maskOf(expr, scope);
    case "block":
      return lowerBlock(expr, scope, lowering);
    default:
      return expr satisfies never;
  }
}

/** What a name means: the innermost declaration, else a name that is always in scope. */
function lookUp(name: string, scope: Scope, lowering: Lowering): Entry | undefined {
  const builtin = builtins[name];
  return scope.find(name) ?? (builtin && { kind: "value", node: lowering.graph.variable(name, builtin.type) });
}

function lowerName(expr: ast.Name, scope: Scope, lowering: Lowering): Lowered {
  const entry = lookUp(expr.name, scope, lowering);
  switch (entry?.kind) {
    case undefined:
      lowering.report.add(codes.unknownName(expr.span, expr.name, [...scope.names("value", "input", "constant", "broken"), ...builtinNames]));
      return undefined;
    case "value":
      return entry.node;
    case "input":
      if (entry.input.dims.length === 0) return lowering.graph.load(expr.name, readType(entry.input.type), []);
      lowering.report.add(codes.bareTensor(expr.span, expr.name, entry.input.dims.length));
      return undefined;
    case "fn":
    case "attention":
      lowering.report.add((entry.kind === "fn" ? codes.functionAsValue : codes.attentionAsValue)(expr.span, expr.name));
      return undefined;
    case "constant":
      return lowering.constantOf({ name: expr.name, span: entry.span ?? expr.span }, entry.value, entry.scope);
    case "broken":
      return undefined;
    default:
      return entry satisfies never;
  }
}

/** What messages call an operator. */
const spellingOf = ({ spelling, op }: ast.Unary | ast.Binary): string => spelling ?? row(op).dsl ?? op;

function lowerUnary(expr: ast.Unary, scope: Scope, lowering: Lowering): Lowered {
  return lowerApply(expr.op, spellingOf(expr), expr.span, [expr.operand], scope, lowering);
}

/** Walks down the left spine without recursion: long sums are common in generated programs. */
function lowerBinary(expr: ast.Binary, scope: Scope, lowering: Lowering): Lowered {
  const spine: ast.Binary[] = [];
  let first: ast.Expr = expr;
  while (first.kind === "binary") {
    spine.push(first);
    first = first.left;
  }
  let left = lowerExpr(first, scope, lowering);
  for (const step of spine.reverse()) {
    const right = lowerExpr(step.right, scope, lowering);
    left = left && right && applyOp(step.op, spellingOf(step), step.span, [left, right], lowering);
    if (left && !lowering.spans.has(left)) lowering.spans.set(left, step.span);
  }
  return left;
}

function lowerAll(exprs: readonly ast.Expr[], scope: Scope, lowering: Lowering): Node[] | undefined {
  const nodes = exprs.map((expr) => lowerExpr(expr, scope, lowering));
  return nodes.every((node) => node !== undefined) ? nodes : undefined;
}

function lowerApply(op: OpName, spelling: string, span: Span, operands: readonly ast.Expr[], scope: Scope, lowering: Lowering): Lowered {
  const nodes = lowerAll(operands, scope, lowering);
  return nodes && applyOp(op, spelling, span, nodes, lowering);
}

function applyOp(op: OpName, spelling: string, span: Span, operands: readonly Node[], lowering: Lowering): Lowered {
  const node = lowering.graph.tryApply(op, operands);
  if (!node) {
    const { typing } = row(op);
    const types = operands.map((operand) => operand.type);
    lowering.report.add(codes.operandTypes(span, spelling, types, typing === logical || typing === selecting));
  }
  return node && (node.args.length === 1 ? foldNode(lowering.graph, node) : node);
}

function lowerCall(expr: ast.Call, scope: Scope, lowering: Lowering): Lowered {
  const entry = scope.find(expr.callee.name);
  if (entry?.kind === "fn") return inline(expr, entry.fn, entry.scope, scope, lowering);
  if (entry?.kind === "broken") return undefined;
  if (expr.op === undefined && entry?.kind === "input") {
    lowering.report.add(codes.calledTensor(expr.callee.span, expr.callee.name));
    return undefined;
  }
  if (expr.op === undefined) {
    lowering.report.add(codes.unknownFunction(expr.callee.span, expr.callee.name, [...scope.names("fn"), ...callNames("dsl")]));
    return undefined;
  }
  return lowerOperation(expr, expr.op, scope, lowering);
}

/** A call of a table row; associative rows take any number of arguments from two up. */
function lowerOperation(expr: ast.Call, op: OpName, scope: Scope, lowering: Lowering): Lowered {
  const { arity, associative } = row(op);
  const { callee, args, span } = expr;
  if (args.length !== arity && !(associative && args.length > arity)) {
    lowering.report.add(codes.wrongArity(span, callee.name, arity, args.length));
    return undefined;
  }
  const nodes = lowerAll(args, scope, lowering);
  if (!nodes) return undefined;
  const whole = wholeNumber(expr, nodes[0]!, lowering);
  if (whole) return whole;
  const [first, ...rest] = nodes;
  if (!associative) return applyOp(op, callee.name, span, nodes, lowering);
  return rest.reduce((left: Lowered, right) => left && applyOp(op, callee.name, span, [left, right], lowering), first);
}

/** TypeScript's calls that keep integers what they are: `Number(i)`, and the quotients of integers `Math.floor(a / b)`, `Math.trunc(a / b)`. */
export const wholeQuotients: Readonly<Record<string, OpName>> = { "Math.floor": "div", "Math.trunc": "quot" };

function wholeNumber(expr: ast.Call, operand: Node, lowering: Lowering): Lowered {
  if (expr.callee.name === "Number" && operand.type === "i32") return operand;
  const op = wholeQuotients[expr.callee.name];
  const argument = expr.args[0];
  if (!op || argument?.kind !== "binary" || argument.op !== "divide" || operand.kind !== "apply") return undefined;
  const parts = operand.args.map((arg) => asInteger(arg, lowering.graph));
  return parts.every((part) => part !== undefined) ? lowering.graph.apply(op, ...parts) : undefined;
}

/** The i32 node that was converted to f32 here, if it was. */
function asInteger(node: Node, graph: Graph): Node | undefined {
  if (node.kind === "constant") return Number.isInteger(node.value) && Math.abs(node.value) < 2 ** 24 ? graph.constant(node.value, "i32") : undefined;
  return node.kind === "apply" && node.op === "to_f32" && node.args[0]!.type === "i32" ? node.args[0] : undefined;
}

function inline(call: ast.Call, fn: ast.Fn, home: Scope, scope: Scope, lowering: Lowering): Lowered {
  const { name } = fn.name;
  const cycle = cycleTo(fn, lowering);
  if (cycle) {
    lowering.report.add(codes.recursion(call.span, cycle));
    return undefined;
  }
  if (call.args.length !== fn.params.length) {
    lowering.report.add(codes.wrongArity(call.span, name, fn.params.length, call.args.length));
    return undefined;
  }
  const args = lowerAll(call.args, scope, lowering)?.map((arg, i) => convertArgument(arg, fn.params[i]!, call.args[i]!.span, lowering));
  if (!args?.every((arg) => arg !== undefined)) return undefined;
  const key = args.map((arg) => arg.id).join(" ");
  const memo = lowering.inlined.get(fn) ?? new Map<string, Lowered>();
  lowering.inlined.set(fn, memo);
  if (!memo.has(key)) memo.set(key, inlineBody(fn, args, home, lowering));
  return memo.get(key);
}

function inlineBody(fn: ast.Fn, args: readonly Node[], home: Scope, lowering: Lowering): Lowered {
  const inner = createScope(home);
  fn.params.forEach((param, i) => inner.declare(param.name.name, { kind: "value", node: args[i] }));
  lowering.calls.push({ declaration: fn, name: fn.name.name });
  const result = lowerExpr(fn.body, inner, lowering);
  lowering.calls.pop();
  return result;
}

function convertArgument(arg: Node, param: ast.FnParam, span: Span, lowering: Lowering): Lowered {
  if (param.type === undefined || arg.type === param.type) return arg;
  if (param.type === "f32" && arg.type === "i32") return foldNode(lowering.graph, lowering.graph.apply("to_f32", arg));
  lowering.report.add(codes.argumentType(span, param.name.name, param.type, arg.type));
  return undefined;
}

function lowerIndex(expr: ast.Index, scope: Scope, lowering: Lowering): Lowered {
  const { name, span } = expr.base;
  const entry = lookUp(name, scope, lowering);
  const indices = expr.indices.map((index) => lowerIndexValue(index, scope, lowering));
  if (entry?.kind === "broken") return undefined;
  if (entry?.kind !== "input") {
    lowering.report.add(entry ? codes.notATensor(span, name) : codes.unknownName(span, name, scope.names("input")));
    return undefined;
  }
  const { dims, type } = entry.input;
  if (indices.length !== dims.length) {
    lowering.report.add(codes.wrongRank(expr.span, name, dims.length, indices.length));
    return undefined;
  }
  return indices.every((index) => index !== undefined) ? lowering.graph.load(name, readType(type), indices) : undefined;
}

/** An index is i32; an f32 that is a whole number by its operation (`floor(x)`) is converted. */
function lowerIndexValue(expr: ast.Expr, scope: Scope, lowering: Lowering): Lowered {
  const index = lowerExpr(expr, scope, lowering);
  if (!index || index.type === "i32") return index;
  if (index.type === "f32" && index.kind === "apply" && row((index as Apply).op).whole) return lowering.graph.apply("to_i32", index);
  lowering.report.add(codes.indexType(expr.span, index.type));
  return undefined;
}

function lowerBlock(expr: ast.Block, scope: Scope, lowering: Lowering): Lowered {
  const inner = createScope(scope);
  for (const { name, value } of expr.lets) declareValue(name, lowerExpr(value, inner, lowering), inner, lowering);
  return lowerExpr(expr.value, inner, lowering);
}

/** Puts a named value into scope and remembers the name for readable kernels. */
export function declareValue(name: ast.Ident, node: Node | undefined, scope: Scope, lowering: Lowering): void {
  const before = scope.declare(name.name, { kind: "value", node, span: name.span });
  if (before) lowering.report.add(codes.duplicateName(name.span, name.name, before.span));
  const isNameable = node && (node.kind === "apply" || node.kind === "load") && !lowering.names.has(node);
  if (isNameable) lowering.names.set(node, name.name);
}

/** The two declarations say the same: type and dims. */
export function sameInput(a: Input, b: Input): boolean {
  return a.type === b.type && a.dims.length === b.dims.length && a.dims.every((dim, i) => dim === b.dims[i]);
}
