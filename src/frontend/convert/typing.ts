/** @file The types of surface expressions, as the lowering will find them; of a program that is known to be right. */
import type * as ast from "#grammar/ast.ts";
import { row, type OpName } from "#src/ir/ops.ts";
import { readType, selecting, type ScalarType } from "#src/ir/types.ts";
import { builtins } from "#src/ir/variables.ts";
import { explicitCall } from "./explicit-call.ts";
import type { Declared, Names } from "./names.ts";

/** Where an expression stands: the names it sees, and inside a helper the types of its parameters. */
export interface Place {
  readonly names: Names;
  readonly bound?: ReadonlyMap<string, ScalarType>;
}

export interface Typing {
  typeOf(expr: ast.Expr, place: Place): ScalarType;
  /** The types that a helper's parameters have inside it: as declared, or as first called; f32 where it never is. */
  parametersOf(fn: ast.Fn): readonly ScalarType[];
}

/** The type of an operation's result. */
export function resultOf(op: OpName, types: readonly ScalarType[]): ScalarType {
  return row(onTypes(op, types)).typing(types)?.result ?? "f32";
}

/** The row that is meant for operands of these types. */
export function onTypes(op: OpName, types: readonly ScalarType[]): OpName {
  return (types.every((type) => type === "bool") && row(op).onBool) || op;
}

/** What is known so far. */
interface Known extends Typing {
  /** By the helper's types that an expression is looked at with. */
  readonly expressions: WeakMap<object, WeakMap<ast.Expr, ScalarType>>;
  readonly parameters: Map<ast.Fn, readonly ScalarType[]>;
}

/** Stands for no helper. */
const outside: ReadonlyMap<string, ScalarType> = new Map();

export function createTyping(): Typing {
  const known: Known = {
    expressions: new WeakMap(),
    parameters: new Map(),
    typeOf: (expr, place) => typeOf(expr, place, known),
    parametersOf: (fn) => known.parameters.get(fn) ?? fn.params.map(({ type }) => type ?? "f32"),
  };
  return known;
}

function typeOf(expr: ast.Expr, place: Place, known: Known): ScalarType {
  const key = place.bound ?? outside;
  const table = known.expressions.get(key) ?? new WeakMap<ast.Expr, ScalarType>();
  known.expressions.set(key, table);
  const type = table.get(expr) ?? ofKind(expr, place, known);
  table.set(expr, type);
  return type;
}

function ofKind(expr: ast.Expr, place: Place, known: Known): ScalarType {
  const inner = (part: ast.Expr): ScalarType => typeOf(part, place, known);
  switch (expr.kind) {
    case "number":
      return expr.type;
    case "bool":
    case "mask-of":
      return "bool";
    case "name":
      return place.bound?.get(expr.name) ?? ofDeclared(place.names.find(expr.name), known);
    case "unary":
      return resultOf(expr.op, [inner(expr.operand)]);
    case "binary":
      return resultOf(expr.op, [inner(expr.left), inner(expr.right)]);
    case "conditional":
      return selecting([expr.test, expr.then, expr.otherwise].map(inner))?.result ?? "f32";
    case "call":
      return ofCall(expr, place, known);
    case "index":
      expr.indices.forEach(inner);
      return ofDeclared(place.names.find(expr.base.name), known);
    default:
      throw new Error(`a ${expr.kind} is not plain`);
  }
}

function ofDeclared(declared: Declared | undefined, known: Known): ScalarType {
  switch (declared?.kind) {
    case "const":
    case "let":
      return typeOf(declared.item.value, { names: declared.names }, known);
    case "input":
      return readType(declared.item.type);
    case "param":
      return declared.item.type;
    default:
      return declared?.kind === "position" ? (builtins[declared.name]?.type ?? "i32") : "f32";
  }
}

function ofCall(written: ast.Call, place: Place, known: Known): ScalarType {
  const expr = explicitCall(written, place, known);
  if (expr.kind !== "call") return typeOf(expr, place, known);
  const given = expr.args.map((arg) => typeOf(arg, place, known));
  const declared = place.bound?.has(expr.callee.name) ? undefined : place.names.find(expr.callee.name);
  if (declared?.kind !== "fn") return expr.op === undefined ? "f32" : resultOf(expr.op, given);
  const { item } = declared;
  const types = item.params.map(({ type }, i) => type ?? given[i] ?? "f32");
  if (!known.parameters.has(item)) known.parameters.set(item, types);
  return typeOf(item.body, { names: declared.names, bound: boundOf(item, types) }, known);
}

/** For each helper and each types of its parameters the same object. */
const bounds = new WeakMap<ast.Fn, Map<string, ReadonlyMap<string, ScalarType>>>();

/** A helper's parameters with their types. */
export function boundOf(fn: ast.Fn, types: readonly ScalarType[]): ReadonlyMap<string, ScalarType> {
  const table = bounds.get(fn) ?? new Map<string, ReadonlyMap<string, ScalarType>>();
  bounds.set(fn, table);
  const key = types.join();
  const found = table.get(key) ?? new Map(fn.params.map(({ name }, i) => [name.name, types[i]!]));
  table.set(key, found);
  return found;
}
