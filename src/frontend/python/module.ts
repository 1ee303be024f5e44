/** @file The names of a Python file and what they mean: each is looked at when it is used, so that what no mod needs may be anything. */
import * as codes from "#src/diagnostics/codes/python.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import type { PyClass, PyDef, PyExpr, PyStatement } from "#grammar/python/tree.ts";
import { findOp } from "#src/ir/ops.ts";
import { readType } from "#src/ir/types.ts";
import { builtinNames, sizeNames } from "#src/ir/variables.ts";
import { builtinNamesOf, importedBuiltin, isBuiltinName, parentOf } from "./builtin-names.ts";
import { freshName, named, type Context } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import { decorated } from "./functions.ts";
import { literal, variable } from "./scalars.ts";
import { broken, type TensorValue, type Value } from "./value.ts";

/** What a statement of the module binds a name to. */
export type Definition =
  | { readonly kind: "def"; readonly node: PyDef }
  | { readonly kind: "class"; readonly node: PyClass }
  | { readonly kind: "value"; readonly name: ast.Ident; readonly value: PyExpr; readonly item?: number }
  | { readonly kind: "import"; readonly name: ast.Ident; readonly path: string }
  | { readonly kind: "opaque"; readonly what: string; readonly place: Span };

export interface Module {
  readonly names: ReadonlyMap<string, Definition>;
}

/** The names that the statements of a file bind. */
export function readModule(statements: readonly PyStatement[]): Module {
  const names = new Map<string, Definition>();
  const bind = (name: string, definition: Definition, place: Span): void => {
    const isTwice = names.has(name) && !(definition.kind === "import" && names.get(name)?.kind === "import");
    names.set(name, isTwice ? { kind: "opaque", what: "assigned more than once", place } : definition);
  };
  for (const statement of statements) bindStatement(statement, bind);
  return { names };
}

type Bind = (name: string, definition: Definition, place: Span) => void;

function bindStatement(statement: PyStatement, bind: Bind): void {
  const { span } = statement;
  switch (statement.kind) {
    case "def":
      return bind(statement.name.name, { kind: "def", node: statement }, statement.name.span);
    case "class":
      return bind(statement.name.name, { kind: "class", node: statement }, statement.name.span);
    case "import":
      return statement.names.forEach(({ name, path }) => bind(name.name, { kind: "import", name, path }, name.span));
    case "assign":
      return bindTarget(statement.target, statement.isAugmented ? undefined : statement.value, statement.annotation !== undefined, bind);
    case "if":
    case "for": {
      // What runs only when the file is started as a program is no part of it.
      if (statement.kind === "if" && isMainTest(statement.test)) return undefined;
      const what = statement.kind === "if" ? "assigned under an `if`" : "assigned in a loop";
      return assignedNames([statement]).forEach((name) => bind(name, { kind: "opaque", what, place: headOf(span) }, headOf(span)));
    }
    case "unsupported":
      return statement.names.forEach((name) => bind(name, { kind: "opaque", what: `assigned by ${statement.what}`, place: span }, span));
    default:
      return undefined;
  }
}

function bindTarget(target: PyExpr, value: PyExpr | undefined, isDeclared: boolean, bind: Bind): void {
  if (target.kind === "name") {
    if (value) return bind(target.name, { kind: "value", name: target, value }, target.span);
    return isDeclared ? undefined : bind(target.name, { kind: "opaque", what: "changed here", place: target.span }, target.span);
  }
  if (target.kind === "list") {
    const parts = value?.kind === "list" && value.items.length === target.items.length ? value.items : undefined;
    return target.items.forEach((item, i) => {
      if (item.kind !== "name") return;
      if (parts) bind(item.name, { kind: "value", name: item, value: parts[i]! }, item.span);
      else if (value) bind(item.name, { kind: "value", name: item, value, item: i }, item.span);
    });
  }
  if (isLabel(target)) return;
  // `table[i] = …` changes what `table` holds.
  const root = rootOf(target);
  if (root) bind(root.name, { kind: "opaque", what: "changed here", place: target.span }, target.span);
}

/** `mask.__name__`: what a function is called where it is printed, and nothing that it computes. */
export const isLabel = (target: PyExpr): boolean => target.kind === "attribute" && /^__(?:name|qualname|module|doc)__$/.test(target.name.name);

function rootOf(expr: PyExpr): (PyExpr & { readonly kind: "name" }) | undefined {
  if (expr.kind === "name") return expr;
  return expr.kind === "subscript" || expr.kind === "attribute" ? rootOf(expr.object) : undefined;
}

const headOf = (span: Span): Span => ({ ...span, end: span.start + /^.*/.exec(span.source.text.slice(span.start, span.end))![0].length });

const isMainTest = (test: PyExpr): boolean => test.kind === "compare" && test.first.kind === "name" && test.first.name === "__name__";

/** Every name that statements assign, at any depth, inner functions left out. */
export function assignedNames(statements: readonly PyStatement[]): string[] {
  const names = (target: PyExpr): string[] => (target.kind === "name" ? [target.name] : target.kind === "list" ? target.items.flatMap(names) : []);
  return statements.flatMap((statement) => {
    switch (statement.kind) {
      case "assign":
        return statement.value ? names(statement.target) : [];
      case "def":
      case "class":
        return [statement.name.name];
      case "import":
        return statement.names.map(({ name }) => name.name);
      case "if":
        return [...assignedNames(statement.then), ...assignedNames(statement.otherwise)];
      case "for":
        return [...names(statement.target), ...assignedNames(statement.body)];
      case "unsupported":
        return statement.names;
      default:
        return [];
    }
  });
}

/**
 * What a name means that no function assigns: what the caller gives; else what the file defines; else a size, or a function that every file
 * sees. A name that is nothing of it is reported.
 */
export function globalNamed(name: string, span: Span, context: Context): Value {
  const definition = context.module.names.get(name);
  const given = definition?.kind === "def" ? undefined : context.declared.given.get(name);
  const declared = given ?? context.declared.written.get(name);
  if (declared) return declaredValue(declared, span, context);
  if (definition) return valueOf(name, definition, span, context);
  if (sizeNames.includes(name)) return variable(name, "i32", span);
  if (introducesSize(name, context)) return variable(name, "i32", span);
  if (isBuiltinName(name)) return { kind: "builtin", path: name };
  const known = [
    ...context.module.names.keys(),
    ...context.declared.given.keys(),
    ...context.declared.written.keys(),
    ...sizeNames,
    ...builtinNamesOf(),
  ];
  context.report.add(codes.unknownName(span, name, known));
  return broken;
}

function valueOf(name: string, definition: Definition, span: Span, context: Context): Value {
  if (definition.kind === "opaque") return { kind: "opaque", name, what: definition.what, place: definition.place };
  const before = context.globals.get(name);
  if (before === "under way") {
    context.report.add(codes.recursion(span, name));
    return broken;
  }
  if (before) return before;
  context.globals.set(name, "under way");
  const value = evaluateDefinition(definition, context);
  context.globals.set(name, value);
  return value;
}

function evaluateDefinition(definition: Exclude<Definition, { kind: "opaque" }>, context: Context): Value {
  switch (definition.kind) {
    case "def":
      return decorated({ kind: "function", node: definition.node, name: definition.node.name.name, home: undefined }, definition.node);
    case "class":
      return { kind: "class", node: definition.node, home: undefined };
    case "import":
      return importedBuiltin(definition.path) ?? importedOpaque(definition);
    case "value": {
      const value = evaluate(definition.value, undefined, context);
      return bound(definition.name, definition.item === undefined ? value : itemOf(value, definition.item), context);
    }
    default:
      return definition satisfies never;
  }
}

function importedOpaque({ name, path }: Definition & { kind: "import" }): Value {
  const from = parentOf(path) || path;
  return { kind: "opaque", name: name.name, what: `imported from \`${from}\`, which is not read`, place: name.span };
}

const itemOf = (value: Value, at: number): Value => (value.kind === "list" ? (value.items[at] ?? broken) : broken);

/** A value under the name it is given: a computed number becomes a local value, a tensor without a name a captured one. */
export function bound(name: ast.Ident, value: Value, context: Context): Value {
  if (value.kind === "scalar") return named(context, name, value);
  if (value.kind === "opaque") return { ...value, name: name.name };
  if (value.kind !== "made") return value;
  const input: ast.Input = {
    kind: "input",
    name: { name: freshName(context, name.name), span: name.span },
    type: value.type,
    dims: value.dims,
    span: value.span,
  };
  return inputValue(input, context);
}

/** A declared tensor or param as a value; it becomes an item when it is first asked for. */
export function declaredValue(item: ast.Input | ast.Param, span: Span, context: Context): Value {
  const { name } = item.name;
  if (item.kind === "input") {
    const known = context.inputs.get(name);
    if (known) return known;
    context.taken.add(name);
    return inputValue(item, context);
  }
  if (!context.params.has(name)) {
    context.params.set(name, variable(name, item.type, span));
    context.taken.add(name);
    context.items.push(item);
  }
  return variable(name, item.type, span);
}

function inputValue(input: ast.Input, context: Context): TensorValue {
  const tensor: TensorValue = { kind: "tensor", input, indices: [] };
  context.inputs.set(input.name.name, tensor);
  context.items.push(input);
  return tensor;
}

/** Whether a declared tensor has a dim of that name; then it is an input of the variant, as the size is read from it. */
function introducesSize(name: string, context: Context): boolean {
  if (builtinNames.includes(name)) return false;
  const all = [...context.declared.given.values(), ...context.declared.written.values(), ...[...context.inputs.values()].map(({ input }) => input)];
  const input = all.find((item) => item.kind === "input" && item.dims.some((dim) => dim.kind === "name" && dim.name === name));
  if (!input) return false;
  declaredValue(input, input.span, context);
  context.taken.add(name);
  return true;
}

/** A tensor with all its indices is a number. */
export function elementOf({ input, indices }: TensorValue, span: Span): ReturnType<typeof variable> {
  const type = readType(input.type);
  if (input.dims.length === 0) return variable(input.name.name, type, span);
  return { kind: "scalar", type, expr: { kind: "index", base: { name: input.name.name, span }, indices, span } };
}

/** An index from the end counts back from the dim's size, where the text says so. */
export function indexFromEnd(known: number, dim: ast.Expr, span: Span): ast.Expr {
  return { kind: "binary", op: findOp("py", "-", "infix")!, left: dim, right: literal(-known, "i32", span).expr, span };
}
