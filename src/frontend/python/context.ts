/** @file The state of one variant on its way from Python into the surface tree: the items so far, the names given, the limits. */
import * as codes from "#src/diagnostics/codes/python.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import { callNames } from "#src/ir/ops.ts";
import { builtinNames } from "#src/ir/variables.ts";
import type { Declarations } from "./declarations.ts";
import type { Module } from "./module.ts";
import type { FunctionValue, Scalar, TensorValue, Value } from "./value.ts";

export interface Context {
  readonly report: Report;
  readonly module: Module;
  /** Tensors and params that are known without the file's statements. */
  readonly declared: Declarations;
  /** Inputs, params and local values, in the order of first use. */
  readonly items: ast.AttentionItem[];
  readonly taken: Set<string>;
  readonly inputs: Map<string, TensorValue>;
  readonly params: Map<string, Scalar>;
  /** The module's names as far as they were asked for. */
  readonly globals: Map<string, Value | "under way">;
  /** Divisions of integers: rounded, they are integers again. */
  readonly integerQuotients: Set<ast.Expr>;
  /** The functions under way, outermost first. */
  readonly active: Pick<FunctionValue, "node" | "home">[];
  /** How many undecided paths are being gone; what happens on one of them must not be seen on another. */
  branches: number;
  readonly maxSize: number;
  size: number;
  depth: number;
}

export function createContext(report: Report, module: Module, declared: Declarations, maxSize: number = 50_000): Context {
  const taken = new Set([...builtinNames, ...callNames("dsl")]);
  const tables = { items: [], inputs: new Map(), params: new Map(), globals: new Map(), integerQuotients: new Set<ast.Expr>(), active: [] };
  return { report, module, declared, taken, ...tables, maxSize, branches: 0, size: 0, depth: 0 };
}

const maxDepth = 400;

/** Goes one level down, within the limits of depth and size. */
export function deep<T>(context: Context, span: Span, otherwise: T, evaluate: () => T): T {
  const { maxSize } = context;
  if (context.size > maxSize) return otherwise;
  if (context.size === maxSize || context.depth === maxDepth) {
    context.report.add(codes.tooLarge(span, context.depth === maxDepth ? `nested more than ${maxDepth} deep` : "too large a function"));
    context.size = maxSize + 1;
    return otherwise;
  }
  context.size++;
  context.depth++;
  const found = evaluate();
  context.depth--;
  return found;
}

/** A name of the surface tree that nothing else has. */
export function freshName(context: Context, name: string): string {
  let found = name;
  for (let n = 2; context.taken.has(found); n++) found = `${name}_${n}`;
  context.taken.add(found);
  return found;
}

const isShort = ({ kind }: ast.Expr): boolean => kind === "name" || kind === "number" || kind === "bool";

/** The number under a name of its own, so that it can be used twice without being written twice. */
export function named(context: Context, { name, span }: ast.Ident, scalar: Scalar): Scalar {
  const { expr } = scalar;
  if (isShort(expr) || (expr.kind === "unary" && isShort(expr.operand))) return scalar;
  const ident: ast.Ident = { name: freshName(context, name), span };
  context.items.push({ kind: "let", name: ident, value: expr, span: expr.span });
  return { ...scalar, expr: { kind: "name", name: ident.name, span: expr.span } };
}
