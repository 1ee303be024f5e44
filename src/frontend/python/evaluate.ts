/** @file Python's expressions, evaluated: each is asked what it stands for, and becomes a node of the surface tree where a number is wanted. */
import * as codes from "#src/diagnostics/codes/python.ts";
import { counted } from "#src/diagnostics/counted.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type { PyBinary, PyCall, PyCompare, PyComprehension, PyConditional, PyExpr, PyNumber, PySubscript } from "#grammar/python/tree.ts";
import type { StorageType } from "#src/ir/types.ts";
import { builtinNamesOf, constants, dtypes, isMember, isModule, lastOf } from "./builtin-names.ts";
import { fieldOf } from "./classes.ts";
import { deep, named, type Context } from "./context.ts";
import { callValue } from "./functions.ts";
import { elementOf, globalNamed, indexFromEnd } from "./module.ts";
import { infix, literal, placeholder, prefix, truth } from "./scalars.ts";
import { assign, chooseValue } from "./statements.ts";
import { broken, describe, type Arguments, type Frame, type Scalar, type TensorValue, type Value } from "./value.ts";

/** What the expression stands for. */
export function evaluate(expr: PyExpr, frame: Frame | undefined, context: Context): Value {
  return deep(context, expr.span, broken, () => evaluateKind(expr, frame, context));
}

function evaluateKind(expr: PyExpr, frame: Frame | undefined, context: Context): Value {
  switch (expr.kind) {
    case "number":
      return numberValue(expr);
    case "string":
      return { kind: "string", value: expr.value };
    case "constant":
      return expr.value === "None" || expr.value === "..." ? { kind: "none" } : literal(+(expr.value === "True"), "bool", expr.span);
    case "name":
      return nameValue(expr.name, expr.span, frame, context);
    case "attribute":
      return memberOf(evaluate(expr.object, frame, context), expr.name.name, expr.name.span, context);
    case "call":
      return callOf(expr, frame, context);
    case "subscript":
      return elementValue(expr, frame, context);
    case "unary":
      return prefix(expr.operator, scalarOf(expr.operand, frame, context), expr.span);
    case "binary":
      return binaryValue(expr, frame, context);
    case "compare":
      return compareValue(expr, frame, context);
    case "conditional":
      return conditionalValue(expr, frame, context);
    case "lambda":
      return { kind: "function", node: expr, name: "lambda", home: frame };
    case "list":
      return { kind: "list", items: expr.items.map((item) => evaluate(item, frame, context)) };
    case "comprehension":
      return comprehensionValue(expr, frame, context);
    case "unsupported":
      context.report.add(codes.unsupported(expr.span, expr.reason, expr.what));
      return broken;
    default:
      return expr satisfies never;
  }
}

/** A list with its loop written out, where the text knows what it goes over. */
function comprehensionValue({ value, target, values, test }: PyComprehension, parent: Frame | undefined, context: Context): Value {
  const list = evaluate(values, parent, context);
  if (list.kind !== "list") {
    if (list.kind !== "broken") context.report.add(codes.unsupported(values.span, "loop", "a loop over what is not known here"));
    return broken;
  }
  const items = list.items.flatMap((item): Value[] => {
    const frame: Frame = { vars: new Map(), locals: new Set(), parent };
    assign(target, item, values.span, frame, context);
    const decided = test ? truth(scalarOf(test, frame, context)) : undefined;
    if (decided && decided.known === undefined)
      context.report.add(codes.unsupported(test!.span, "loop", "a loop that leaves out what is not known here"));
    return decided?.known === 0 ? [] : [evaluate(value, frame, context)];
  });
  return { kind: "list", items };
}

const numberValue = ({ value, isFloat, span }: PyNumber): Scalar => literal(value, isFloat ? "f32" : "i32", span);

/** The expression as a number of the kernel. */
export const scalarOf = (expr: PyExpr, frame: Frame | undefined, context: Context): Scalar =>
  toScalar(evaluate(expr, frame, context), expr.span, context);

/** A value where a number or truth value is wanted. */
export function toScalar(value: Value, span: Span, context: Context): Scalar {
  switch (value.kind) {
    case "scalar":
      return value;
    case "tensor":
      if (value.indices.length === value.input.dims.length) return elementOf(value, span);
      break;
    case "builtin": {
      const constant = constants[lastOf(value.path)];
      if (constant !== undefined) return literal(constant, "f32", span);
      break;
    }
    case "opaque":
      context.report.add(codes.opaqueName(span, value.name, value.what, value.place));
      return placeholder(span);
    case "broken":
      return placeholder(span);
    default:
  }
  context.report.add(codes.notScalar(span, describe[value.kind], helpFor(value)));
  return placeholder(span);
}

function helpFor(value: Value): string | undefined {
  if (value.kind === "function") return `call it: \`${value.name}(…)\``;
  if (value.kind !== "tensor") return undefined;
  const { input, indices } = value;
  return `it has ${counted(input.dims.length, "dimension")}, of which ${indices.length} ${indices.length === 1 ? "has" : "have"} an index`;
}

function nameValue(name: string, span: Span, frame: Frame | undefined, context: Context): Value {
  for (let at = frame; at; at = at.parent) {
    const value = at.vars.get(name);
    if (!value && !at.locals.has(name)) continue;
    if (value && value.kind !== "unset") return moved(value, span);
    context.report.add(codes.unassigned(span, name));
    return broken;
  }
  return moved(globalNamed(name, span, context), span);
}

/** A number under a name is shown where it is used. */
function moved(value: Value, span: Span): Value {
  return value.kind === "scalar" && value.expr.kind === "name" ? { ...value, expr: { ...value.expr, span } } : value;
}

/** `object.name`, where the object is something that has members. */
export function memberOf(object: Value, name: string, span: Span, context: Context): Value {
  switch (object.kind) {
    case "builtin": {
      const path = `${object.path}.${name}`;
      if (isModule(object.path) && (isModule(path) || isMember(name))) return { kind: "builtin", path };
      context.report.add(codes.unknownMember(span, `\`${object.path}\``, name, builtinNamesOf()));
      return broken;
    }
    case "scalar":
    case "tensor":
      return scalarMember(object, name);
    case "instance":
      return fieldOf(object, name, span, context);
    case "record": {
      const found = object.members[name];
      if (found) return found;
      context.report.add(codes.unknownMember(span, object.name, name, Object.keys(object.members)));
      return broken;
    }
    case "opaque":
      context.report.add(codes.opaqueName(span, object.name, object.what, object.place));
      return broken;
    case "broken":
      return broken;
    default:
      context.report.add(codes.unknownMember(span, describe[object.kind], name, []));
      return broken;
  }
}

function scalarMember(object: Scalar | TensorValue, name: string): Value {
  const type = object.kind === "tensor" ? object.input.type : object.type;
  if (name === "dtype" && type) return { kind: "dtype", type };
  if (name === "device") return { kind: "none" };
  if (name === "shape") return { kind: "list", items: object.kind === "tensor" ? dimsOf(object) : [] };
  return { kind: "method", self: object, name };
}

/** The sizes of the dims that have no index yet. */
export function dimsOf({ input, indices }: TensorValue): Scalar[] {
  return input.dims.slice(indices.length).map((expr): Scalar => {
    const known = expr.kind === "number" ? { known: expr.value } : {};
    return { kind: "scalar", expr, type: "i32", ...known };
  });
}

/** The value of a type as an argument: `torch.float32`, `float`, `x.dtype`. */
export function dtypeOf(value: Value | undefined): StorageType | undefined {
  if (value?.kind === "dtype") return value.type;
  return value?.kind === "builtin" ? dtypes[lastOf(value.path)] : undefined;
}

function callOf({ callee, args, span }: PyCall, frame: Frame | undefined, context: Context): Value {
  const target = evaluate(callee, frame, context);
  return callValue(target, argumentsOf(args, frame, context), callee.span, span, context);
}

function argumentsOf(args: PyCall["args"], frame: Frame | undefined, context: Context): Arguments {
  const values: Value[] = [];
  const keywords = new Map<string, Value>();
  for (const { keyword, isSpread, value } of args) {
    const evaluated = evaluate(value, frame, context);
    const given =
      evaluated.kind === "scalar" && evaluated.expr.kind === "name" ? { ...evaluated, expr: { ...evaluated.expr, span: value.span } } : evaluated;
    if (keyword) keywords.set(keyword.name, given);
    else if (!isSpread) values.push(given);
    else if (given.kind === "list") values.push(...given.items);
    else if (given.kind !== "broken") context.report.add(codes.unsupported(value.span, "spread", "a list that is not known here"));
  }
  return { values, keywords };
}

function elementValue({ object, indices, span }: PySubscript, frame: Frame | undefined, context: Context): Value {
  const base = evaluate(object, frame, context);
  if (base.kind === "tensor") return indexTensor(base, indices, span, frame, context);
  const given = indices.map((index) => scalarOf(index, frame, context));
  if (base.kind === "list" && given.length === 1 && given[0]!.known !== undefined) {
    const found = base.items.at(given[0]!.known);
    if (found) return found;
  }
  if (base.kind === "opaque") context.report.add(codes.opaqueName(object.span, base.name, base.what, base.place));
  else if (base.kind !== "broken") context.report.add(codes.unsupported(span, "data", `an element of ${describe[base.kind]}`));
  return broken;
}

function indexTensor(tensor: TensorValue, written: readonly PyExpr[], span: Span, frame: Frame | undefined, context: Context): Value {
  const { input, indices: before } = tensor;
  const indices = [...before];
  for (const index of written) {
    const dim = input.dims[indices.length];
    const { expr, known } = scalarOf(index, frame, context);
    if (!dim) {
      context.report.add(codes.tooManyIndices(index.span, input.name.name, input.dims.length));
      return broken;
    }
    indices.push(known !== undefined && known < 0 ? indexFromEnd(known, dim, index.span) : expr);
  }
  const read: TensorValue = { ...tensor, indices };
  return indices.length === input.dims.length ? elementOf(read, span) : read;
}

/** Walks down the left spine without recursion: long sums are common in generated programs. */
function binaryValue(expr: PyBinary, frame: Frame | undefined, context: Context): Value {
  const spine: PyBinary[] = [];
  let first: PyExpr = expr;
  while (first.kind === "binary") {
    spine.push(first);
    first = first.left;
  }
  const product = spine.find(({ operator }) => operator === "@");
  if (product) {
    context.report.add(codes.unsupported(product.span, "data", "a product of tensors"));
    return broken;
  }
  return spine.reduceRight(
    (left: Scalar, { operator, right, span }) => infix(operator, left, scalarOf(right, frame, context), span, context),
    scalarOf(first, frame, context),
  );
}

/** `a < b <= c` is `a < b and b <= c`, with `b` computed once; `is` asks for `None`, which the text decides. */
function compareValue({ first, rest, span }: PyCompare, frame: Frame | undefined, context: Context): Value {
  const [only] = rest;
  if (rest.length === 1 && only!.operator.startsWith("is")) return isNone(first, only!, frame, context);
  const other = rest.find(({ operator }) => /^[a-z]/.test(operator));
  if (other) {
    context.report.add(codes.unsupported(other.span, "test", `\`${other.operator}\``));
    return broken;
  }
  let left = scalarOf(first, frame, context);
  const links = rest.map(({ operator, operand }, i) => {
    const isLast = i === rest.length - 1;
    const right = scalarOf(operand, frame, context);
    const kept = isLast ? right : named(context, { name: "middle", span: operand.span }, right);
    const link = infix(operator, left, kept, rest.length === 1 ? span : { ...span, start: left.expr.span.start, end: operand.span.end }, context);
    left = kept;
    return link;
  });
  return links.reduce((all, link) => infix("and", all, link, span, context));
}

function isNone(first: PyExpr, { operator, operand, span }: PyCompare["rest"][number], frame: Frame | undefined, context: Context): Value {
  const [value, other] = [evaluate(first, frame, context), evaluate(operand, frame, context)];
  if (other.kind !== "none") {
    context.report.add(codes.unsupported(span, "test", `\`${operator}\``));
    return broken;
  }
  if (value.kind === "broken") return broken;
  return literal(+((value.kind === "none") === (operator === "is")), "bool", span);
}

function conditionalValue({ test, then, otherwise, span }: PyConditional, frame: Frame | undefined, context: Context): Value {
  const decided = truth(scalarOf(test, frame, context));
  if (decided.known !== undefined) return evaluate(decided.known ? then : otherwise, frame, context);
  return chooseValue(decided, evaluate(then, frame, context), evaluate(otherwise, frame, context), span, context);
}
