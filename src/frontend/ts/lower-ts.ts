/**
 * @file Structural JavaScript → surface tree, the same for both routes. An expression is first asked what it stands for (a `Meaning`),
 * and becomes a node of the tree only where a number is wanted. JavaScript's meaning is kept: `%` is the truncated remainder.
 */
import * as codes from "#src/diagnostics/codes/typescript.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import { findOp } from "#src/ir/ops.ts";
import { builtinNames } from "#src/ir/variables.ts";
import { sectionNames } from "#src/ir/variant.ts";
import { builtinCall, builtinConstant, builtinMembers, isBuiltin } from "./builtins.ts";
import type { JsBinary, JsCall, JsExpr, JsMember, JsNumber, JsUnary } from "./js-ast.ts";
import { inline, lowerFunction } from "./lower-body.ts";
import { lowerAttention } from "./lower-definition.ts";
import { describe, type AttentionMeaning, type FunctionMeaning, type Meaning } from "./meaning.ts";
import { createScope, nameItem, valueNames, type Frame, type Scope } from "./names.ts";

const maxDepth = 400;
const maxSize = 50_000;

const broken: Meaning = { kind: "broken" };
/** Stands where something wrong was reported; the stage stops before anybody reads it. */
export const placeholder = (span: Span): ast.Expr => ({ kind: "bool", value: false, span });
const scalar = (expr: ast.Expr): Meaning => ({ kind: "scalar", expr });

/** Goes one level down, within the limits of depth and size. */
export function deep<T>({ context }: Frame, span: Span, otherwise: T, lower: () => T): T {
  if (context.size > maxSize) return otherwise;
  if (context.size === maxSize || context.depth === maxDepth) {
    context.report.add(codes.tooLarge(span, context.depth === maxDepth ? `nested more than ${maxDepth} deep` : "too large a function"));
    context.size = maxSize + 1;
    return otherwise;
  }
  context.size++;
  context.depth++;
  const found = lower();
  context.depth--;
  return found;
}

/** The expression as a node of the surface tree. */
export function lowerValue(expr: JsExpr, scope: Scope): ast.Expr {
  return toScalar(meaningOf(expr, scope), expr.span, scope.frame);
}

/** What the expression stands for. */
export function meaningOf(expr: JsExpr, scope: Scope): Meaning {
  return deep(scope.frame, expr.span, broken, () => meaningOfKind(expr, scope));
}

function meaningOfKind(expr: JsExpr, scope: Scope): Meaning {
  switch (expr.kind) {
    case "number":
      return scalar(numberLiteral(expr));
    case "boolean":
      return scalar({ kind: "bool", value: expr.value, span: expr.span });
    case "name":
      return meaningOfName(expr.name, expr.span, scope);
    case "member":
      return importedMember(expr, scope) ?? memberOf(meaningOf(expr.object, scope), expr, scope);
    case "unary":
      return scalar(lowerUnary(expr, scope));
    case "binary":
      return scalar(lowerBinary(expr, scope));
    case "conditional": {
      const [test, then, otherwise] = [expr.test, expr.then, expr.otherwise].map((part) => lowerValue(part, scope));
      return scalar({ kind: "conditional", test: test!, then: then!, otherwise: otherwise!, span: expr.span });
    }
    case "call":
      return lowerCall(expr, scope);
    case "function":
      return { kind: "function", key: expr, value: expr, home: scope.find };
    case "object":
      return { kind: "record", entries: new Map(expr.entries.map(({ key, value }) => [key.name, meaningOf(value, scope)])) };
    case "unsupported":
      scope.frame.context.report.add(codes.unsupported(expr.span, expr.reason, expr.what));
      return broken;
    default:
      return expr satisfies never;
  }
}

/** A member of a module that only a bundler knows: what the scope or the table has under its name; never a local value. */
function importedMember({ object, property: { name }, isImport }: JsMember, { find, frame }: Scope): Meaning | undefined {
  const isKnown = !isImport || object.kind !== "name" || find(object.name) || isBuiltin(object.name);
  return isKnown ? undefined : (frame.definition?.scope(name) ?? (isBuiltin(name) ? { kind: "builtin", path: name } : undefined));
}

/**
 * `2` is i32, `2.0` is f32. Minifiers write 1000 as `1e3`, so a whole number with an exponent and no point is i32 as far as f32 holds
 * whole numbers exactly; `1e9` and `1e-6` are f32.
 */
function numberLiteral({ text, span }: JsNumber): ast.NumberLiteral {
  const plain = text.replaceAll("_", "");
  const value = Number(plain);
  const hasExponent = /^[\d.]+e/i.test(plain);
  const isWhole = Number.isInteger(value) && !plain.includes(".") && value <= (hasExponent ? 2 ** 24 : 2 ** 31 - 1);
  return { kind: "number", value, type: isWhole ? "i32" : "f32", span };
}

function meaningOfName(name: string, span: Span, { find, frame }: Scope): Meaning {
  const found = find(name) ?? (isBuiltin(name) ? { kind: "builtin" as const, path: name } : undefined);
  if (found && found.kind !== "pending") return found;
  const { report, freeNameHelp } = frame.context;
  const isPosition = builtinNames.includes(name) || (frame.definition !== undefined && valueNames(frame.definition).includes(name));
  const help = isPosition ? `take \`${name}\` from the function's arguments` : freeNameHelp;
  report.add(found ? codes.usedBeforeDeclared(span, name) : codes.runtimeValue(span, name, undefined, undefined, help));
  return broken;
}

/** The names that a section's first argument has: positions, sizes, and sizes read from the inputs. */
function positionNames({ definition }: Frame): string[] {
  return [...builtinNames, ...(definition?.inputs.flatMap(({ dims }) => dims.flatMap((dim) => (dim.kind === "name" ? [dim.name] : []))) ?? [])];
}

/** `object.property`, where the object is something that has members. */
export function memberOf(object: Meaning, member: Pick<JsMember, "property" | "span">, scope: Scope): Meaning {
  const { name, span } = member.property;
  const { report } = scope.frame.context;
  switch (object.kind) {
    case "at":
      if (positionNames(scope.frame).includes(name)) return { kind: "variable", name };
      report.add(codes.unknownPosition(span, name, [...new Set(positionNames(scope.frame))]));
      return broken;
    case "values":
      return valueMember(name, span, scope);
    case "record":
      return object.entries.get(name) ?? missing(span, "object", name, [...object.entries.keys()], scope);
    case "builtin":
      if (isBuiltin(`${object.path}.${name}`)) return { kind: "builtin", path: `${object.path}.${name}` };
      return missing(span, object.path, name, builtinMembers(object.path), scope);
    case "namespace":
      return object.member(name) ?? missing(span, object.name, name, [], scope);
    case "attention":
      if ((sectionNames as readonly string[]).includes(name)) return { kind: "section", of: object, section: name };
      return missing(span, object.name, name, sectionNames, scope);
    case "opaque":
      report.add(codes.runtimeValue(member.span, `${object.name}.${name}`, object.what, object.place, scope.frame.context.freeNameHelp));
      return broken;
    case "broken":
      return broken;
    default:
      report.add(codes.unsupported(member.span, "data", `a member of ${describe[object.kind]}`));
      return broken;
  }
}

function missing(span: Span, path: string, name: string, known: readonly string[], { frame }: Scope): Meaning {
  frame.context.report.add(codes.unknownMember(span, path, name, known));
  return broken;
}

function valueMember(name: string, span: Span, { frame }: Scope): Meaning {
  const { definition, context } = frame;
  if (definition?.inputs.some((input) => input.name.name === name)) return { kind: "tensor", name };
  if (definition?.params.some((param) => param.name.name === name)) return { kind: "variable", name };
  const constant = definition?.scope(name);
  if (constant) return constant;
  context.report.add(codes.unknownValue(span, name, definition ? valueNames(definition) : []));
  return broken;
}

/** A meaning where a number or boolean is wanted. */
export function toScalar(meaning: Meaning, span: Span, frame: Frame): ast.Expr {
  const { report, freeNameHelp } = frame.context;
  switch (meaning.kind) {
    case "scalar":
      return meaning.expr;
    case "variable":
      return { kind: "name", name: meaning.name, span };
    case "constant":
      return { kind: "name", name: itemOfConstant(meaning, frame), span };
    case "builtin": {
      const constant = builtinConstant(meaning.path, span);
      if (!constant) report.add(codes.notScalar(span, `\`${meaning.path}\``, undefined));
      return constant ?? placeholder(span);
    }
    case "opaque":
      report.add(codes.runtimeValue(span, meaning.name, meaning.what, meaning.place, freeNameHelp));
      return placeholder(span);
    case "broken":
      return placeholder(span);
    default:
      report.add(
        codes.notScalar(span, describe[meaning.kind], meaning.kind === "tensor" ? `call it with its indices: \`${meaning.name}(…)\`` : undefined),
      );
      return placeholder(span);
  }
}

const outside = (frame: Frame): Frame => ({ context: frame.context, locals: new Set(), active: [] });

function itemOfConstant(meaning: Meaning & { kind: "constant" }, frame: Frame): string {
  const { key, name, value, home } = meaning;
  return nameItem(frame, key, name.name, (given) => {
    const lowered = lowerValue(value, createScope(outside(frame), home));
    frame.context.items.push({ kind: "const", name: { ...name, name: given }, value: lowered, span: value.span });
  });
}

function lowerUnary({ operator, operand, span }: JsUnary, scope: Scope): ast.Expr {
  if (operator === "!" && operand.kind === "number") return { kind: "bool", value: Number(operand.text) === 0, span };
  const isDoubleComplement = operator === "~" && operand.kind === "unary" && operand.operator === "~";
  const value = lowerValue(isDoubleComplement ? operand.operand : operand, scope);
  if (isDoubleComplement) return toInteger(value, span);
  if (operator === "+") return builtinCall("Number", [value], span, span) ?? placeholder(span);
  return { kind: "unary", op: findOp("ts", operator, "prefix")!, operand: value, span };
}

const toInteger = (value: ast.Expr, span: Span): ast.Expr => ({
  kind: "call",
  callee: { name: "i32", span },
  op: findOp("dsl", "i32", "call"),
  args: [value],
  span,
});

/** Walks down the left spine without recursion: long sums are common in generated programs. */
function lowerBinary(expr: JsBinary, scope: Scope): ast.Expr {
  const spine: JsBinary[] = [];
  let first: JsExpr = expr;
  while (first.kind === "binary") {
    spine.push(first);
    first = first.left;
  }
  if (spine.length > maxDepth) {
    scope.frame.context.report.add(codes.tooLarge(expr.span, `longer than ${maxDepth} operations`));
    return placeholder(expr.span);
  }
  return spine.reduceRight((left, step) => applyBinary(step, left, lowerValue(step.right, scope)), lowerValue(first, scope));
}

/** Spellings of an operator that the table of operations does not list. */
const aliases: Readonly<Record<string, string>> = { "==": "===", "!=": "!==" };

function applyBinary({ operator, right: written, span }: JsBinary, left: ast.Expr, right: ast.Expr): ast.Expr {
  if (operator === "|" && written.kind === "number" && Number(written.text) === 0) return toInteger(left, span);
  if (operator === "/" && written.kind === "number" && Number(written.text) === 0) {
    const infinity: ast.Expr = { kind: "number", value: Infinity, type: "f32", span };
    if (left.kind === "number" && left.value > 0) return infinity;
    if (left.kind === "unary" && left.operand.kind === "number" && left.operand.value > 0) return { ...left, operand: infinity, span };
  }
  if (operator === "**") return builtinCall("Math.pow", [left, right], span, span) ?? placeholder(span);
  return { kind: "binary", op: findOp("ts", aliases[operator] ?? operator, "infix")!, left, right, span };
}

function lowerCall(expr: JsCall, scope: Scope): Meaning {
  const callee = meaningOf(expr.callee, scope);
  const { report, freeNameHelp } = scope.frame.context;
  const values = () => expr.args.map((arg) => lowerValue(arg, scope));
  switch (callee.kind) {
    case "tensor":
      return scalar({ kind: "index", base: { name: callee.name, span: expr.callee.span }, indices: values(), span: expr.span });
    case "builtin":
      return scalar(callBuiltin(callee.path, values(), expr, scope.frame));
    case "function":
      return scalar(callFunction(callee, expr, scope));
    case "section":
      return scalar(callSection(callee.of, callee.section, expr, scope));
    case "opaque":
      report.add(codes.runtimeValue(expr.callee.span, callee.name, callee.what, callee.place, freeNameHelp));
      return broken;
    case "broken":
      values();
      return broken;
    default:
      report.add(codes.notCallable(expr.callee.span, describe[callee.kind]));
      return broken;
  }
}

function callBuiltin(path: string, args: readonly ast.Expr[], { callee, span }: JsCall, { context }: Frame): ast.Expr {
  const call = builtinCall(path, args, callee.span, span);
  if (call) return call;
  context.report.add(
    builtinConstant(path, span) || path === "Math" ? codes.notCallable(callee.span, `\`${path}\``) : codes.argumentCount(span, path, 1, args.length),
  );
  return placeholder(span);
}

/** A helper of numbers becomes an item of the file; one that is handed tensors or argument objects is inlined here. */
function callFunction(callee: FunctionMeaning, expr: JsCall, scope: Scope): ast.Expr {
  const args = expr.args.map((arg) => meaningOf(arg, scope));
  const { name, value } = callee;
  const isPlain = name && value.params.every(({ kind }) => kind === "binding") && args.every(({ kind }) => plainKinds.has(kind));
  if (!isPlain) return inline(callee, args, expr.args, expr.span, scope.frame);
  const item = nameItem(scope.frame, callee.key, name.name, (given) => {
    scope.frame.context.items.push(lowerFunction(callee, { ...name, name: given }, outside(scope.frame)));
  });
  const lowered = args.map((arg, i) => toScalar(arg, expr.args[i]!.span, scope.frame));
  return { kind: "call", callee: { name: item, span: expr.callee.span }, args: lowered, span: expr.span };
}

const plainKinds: ReadonlySet<Meaning["kind"]> = new Set(["scalar", "variable", "constant", "builtin", "broken", "opaque"] as const);

/** `causal.mask(at, values)` composes; any other section of another attention is inlined as the function it is. */
function callSection(of: AttentionMeaning, section: string, expr: JsCall, scope: Scope): ast.Expr {
  const args = expr.args.map((arg) => meaningOf(arg, scope));
  const definition = of.read();
  if (!definition) return placeholder(expr.span);
  const found = definition.sections.find(({ name }) => name.name === section);
  if (section === sectionNames[0]) return composeMask(of, found !== undefined, args, expr, scope);
  if (!found)
    return toScalar(
      args[0] ? memberOf(args[0], { property: { name: section, span: expr.span }, span: expr.span }, scope) : broken,
      expr.span,
      scope.frame,
    );
  const meaning = meaningOf(found.value, createScope(scope.frame, found.home));
  if (meaning.kind === "function") return inline(meaning, args, expr.args, expr.span, scope.frame);
  return placeholder(expr.span);
}

function composeMask(of: AttentionMeaning, hasMask: boolean, args: readonly Meaning[], expr: JsCall, { frame }: Scope): ast.Expr {
  const [at, values] = args;
  const isSame = (at?.kind === "at" || isIdentity(at)) && (values === undefined || values.kind === "values" || isIdentity(values));
  if (!isSame && !args.some(({ kind }) => kind === "broken")) frame.context.report.add(codes.otherPosition(expr.span, of.name));
  if (!hasMask) return { kind: "bool", value: true, span: expr.span };
  const name = nameItem(frame, of.key, of.name, (given) => {
    const definition = of.read();
    if (definition) frame.context.items.push(lowerAttention(definition, given, frame.context));
  });
  return { kind: "mask-of", attention: { name, span: expr.callee.span }, span: expr.span };
}

/** `{ q_idx, kv_idx }` written out again, every name standing for itself. */
function isIdentity(meaning: Meaning | undefined): boolean {
  return (
    meaning?.kind === "record" &&
    [...meaning.entries].every(([name, value]) => "name" in value && value.name === name && /^(variable|tensor)$/.test(value.kind))
  );
}
