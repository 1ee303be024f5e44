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

export function createTyping(): Typing {
  const values = new Map<ast.Const | ast.Let, ScalarType>();
  const parameters = new Map<ast.Fn, readonly ScalarType[]>();
  const results = new Map<ast.Fn, Map<string, ScalarType>>();
  function typeOf(expr: ast.Expr, place: Place): ScalarType {
    const inner = (part: ast.Expr): ScalarType => typeOf(part, place);
    switch (expr.kind) {
      case "number":
        return expr.type;
      case "bool":
      case "mask-of":
        return "bool";
      case "name":
        return place.bound?.get(expr.name) ?? ofDeclared(place.names.find(expr.name));
      case "unary":
        return resultOf(expr.op, [inner(expr.operand)]);
      case "binary":
        return resultOf(expr.op, [inner(expr.left), inner(expr.right)]);
      case "conditional":
        return selecting([expr.test, expr.then, expr.otherwise].map(inner))?.result ?? "f32";
      case "call":
        return ofCall(expr, place);
      case "index":
        expr.indices.forEach(inner);
        return ofDeclared(place.names.find(expr.base.name));
      default:
        throw new Error(`a ${expr.kind} is not plain`);
    }
  }

  function ofDeclared(declared: Declared | undefined): ScalarType {
    switch (declared?.kind) {
      case "const":
      case "let": {
        const type = values.get(declared.item) ?? typeOf(declared.item.value, declared);
        values.set(declared.item, type);
        return type;
      }
      case "input":
        return readType(declared.item.type);
      case "param":
        return declared.item.type;
      default:
        return declared?.kind === "position" ? (builtins[declared.name]?.type ?? "i32") : "f32";
    }
  }

  function ofCall(written: ast.Call, place: Place): ScalarType {
    const expr = explicitCall(written, place, { typeOf });
    if (expr.kind !== "call") return typeOf(expr, place);
    const given = expr.args.map((arg) => typeOf(arg, place));
    const declared = place.bound?.has(expr.callee.name) ? undefined : place.names.find(expr.callee.name);
    if (declared?.kind !== "fn") return expr.op === undefined ? "f32" : resultOf(expr.op, given);
    const { item } = declared;
    const types = item.params.map(({ type }, i) => type ?? given[i] ?? "f32");
    if (!parameters.has(item)) parameters.set(item, types);
    const known = results.get(item) ?? new Map<string, ScalarType>();
    results.set(item, known);
    const key = types.join();
    const result = known.get(key) ?? typeOf(item.body, { names: declared.names, bound: boundOf(item, types) });
    known.set(key, result);
    return result;
  }

  return { typeOf, parametersOf: (fn) => parameters.get(fn) ?? fn.params.map(({ type }) => type ?? "f32") };
}

/** A helper's parameters with their types. */
export const boundOf = ({ params }: ast.Fn, types: readonly ScalarType[]): ReadonlyMap<string, ScalarType> =>
  new Map(params.map(({ name }, i) => [name.name, types[i]!]));
