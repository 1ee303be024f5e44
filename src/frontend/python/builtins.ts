/**
 * @file Calls of the functions that torch, math and Python bring, and of their method forms. What is one row of the op table is found there;
 * the rest has a rule here.
 */
import * as codes from "#src/diagnostics/codes/python.ts";
import type { Span } from "#src/diagnostics/span.ts";
import { counted } from "#src/diagnostics/counted.ts";
import { findOp, row } from "#src/ir/ops.ts";
import { readType, type ScalarType } from "#src/ir/types.ts";
import { aliases, builtinNamesOf, lastOf, operatorFunctions, parentOf, prefixFunctions } from "./builtin-names.ts";
import type { Context } from "./context.ts";
import { dimsOf, dtypeOf, toScalar } from "./evaluate.ts";
import { call, cast, infix, literal, prefix } from "./scalars.ts";
import { makeTensor } from "./tensors.ts";
import { broken, type Arguments, type Scalar, type TensorValue, type Value } from "./value.ts";

/** One call: its name as the user wrote it, and what to work with. */
export interface Call extends Arguments {
  readonly name: string;
  /** `math`, `torch`, …; empty for a bare name. */
  readonly from: string;
  readonly span: Span;
  readonly context: Context;
}

export function callBuiltin(path: string, args: Arguments, written: Span, span: Span, context: Context): Value {
  const name = lastOf(path);
  const from = parentOf(path);
  return callNamed({ ...args, name, from, span, context }, written, `\`${from || "Python"}\``);
}

/** Methods that have no effect here. */
const idle: ReadonlySet<string> = new Set(["item", "contiguous", "detach", "clone", "squeeze", "cpu", "cuda", "requires_grad_"]);

/** Methods that convert. */
const casts: Readonly<Record<string, ScalarType>> = {
  float: "f32",
  double: "f32",
  half: "f32",
  bfloat16: "f32",
  int: "i32",
  long: "i32",
  short: "i32",
  bool: "bool",
};

export function callMethod(self: Scalar | TensorValue, name: string, args: Arguments, written: Span, span: Span, context: Context): Value {
  if (idle.has(name)) return self;
  if (name === "size" || name === "dim") return sizeOf(self, name, args, span, context);
  const [first] = args.values;
  if (name === "to" || name === "type" || name === "type_as") {
    const type = dtypeOf(first) ?? dtypeOf(args.keywords.get("dtype")) ?? (first?.kind === "scalar" ? first.type : undefined);
    return type ? cast(toScalar(self, span, context), readType(type), span) : self;
  }
  if (casts[name]) return cast(toScalar(self, span, context), casts[name], span);
  if (/^new_(tensor|full|zeros|ones)$/.test(name))
    return callNamed({ ...args, name: name.slice(4), from: "torch", span, context }, written, "a number");
  return callNamed({ ...args, values: [self, ...args.values], name, from: "torch", span, context }, written, "a number");
}

function sizeOf(self: Scalar | TensorValue, name: string, { values }: Arguments, span: Span, context: Context): Value {
  const dims = self.kind === "tensor" ? dimsOf(self) : [];
  if (name === "dim") return literal(dims.length, "i32", span);
  const at = values[0]?.kind === "scalar" ? values[0].known : undefined;
  if (values.length === 0) return { kind: "list", items: dims };
  const found = at === undefined ? undefined : dims.at(at);
  if (!found) context.report.add(codes.badArguments(span, name, "needs the number of a dimension"));
  return found ?? broken;
}

type Rule = (call: Call) => Value;

function callNamed(given: Call, written: Span, owner: string): Value {
  const rule = rules[given.name];
  if (rule) return rule(given);
  const sign = operatorFunctions[given.name];
  if (sign) return scalars(given, 2, ([a, b]) => infix(sign, a!, b!, given.span, given.context));
  const before = prefixFunctions[given.name];
  if (before) return scalars(given, 1, ([a]) => prefix(before, a!, given.span));
  const spelling = aliases[given.name] ?? given.name;
  const op = findOp("py", spelling, "call");
  if (op !== undefined) return scalars(given, row(op).arity, (args) => call(spelling, args, given.span, given.name), row(op).associative);
  given.context.report.add(codes.unknownMember(written, owner, given.name, builtinNamesOf()));
  return broken;
}

/** Names under which arguments may be given that are usually given by their place. */
const placeNames: readonly (readonly string[])[] = [["input", "self", "condition", "x"], ["other", "exponent", "min"], ["max"]];

/** Arguments that say where or how, not what. */
const ignored: ReadonlySet<string> = new Set(["device", "dtype", "requires_grad", "out", "memory_format", "inplace"]);

/** The arguments as numbers, as many as are wanted, or more where `open`. */
function scalars(given: Call, wanted: number, use: (args: readonly Scalar[]) => Value, open: boolean = false): Value {
  const { values, keywords, name, span, context } = given;
  const named = placeNames.slice(values.length).flatMap((names) => names.flatMap((each) => keywords.get(each) ?? []));
  const other = [...keywords.keys()].find((key) => !placeNames.flat().includes(key) && !ignored.has(key));
  const args = [...values, ...named];
  if (other !== undefined) context.report.add(codes.badArguments(span, name, `is given \`${other}\`, which a kernel cannot follow`));
  else if (args.length !== wanted && !(open && args.length > wanted)) {
    context.report.add(codes.badArguments(span, name, `takes ${counted(wanted, "argument")} and is given ${args.length}`));
  } else if (open && args.length > wanted) {
    const all = args.map((arg) => toScalar(arg, span, context));
    return all.slice(1).reduce((left: Value, right) => use([left as Scalar, right]), all[0]!);
  } else return use(args.map((arg) => toScalar(arg, span, context)));
  return broken;
}

/** One number to work on. */
const unary =
  (use: (x: Scalar, call: Call) => Value): Rule =>
  (given) =>
    scalars(given, 1, ([x]) => use(x!, given));

const one = (span: Span): Scalar => literal(1, "f32", span);

const rules: Readonly<Record<string, Rule>> = {
  and_masks: combine("&"),
  or_masks: combine("|"),
  noop_mask: ({ span }) => literal(1, "bool", span),
  partial: ({ values: [callee, ...values], keywords }) => (callee ? { kind: "partial", callee, args: { values, keywords } } : broken),
  range,
  len: lengthOf,
  callable: ({ span }) => literal(1, "bool", span),
  isinstance: ({ span }) => literal(1, "bool", span),
  list: ({ values: [first] }) => first ?? { kind: "list", items: [] },
  tuple: ({ values: [first] }) => first ?? { kind: "list", items: [] },
  sum: fold("+", 0),
  all: fold("and", 1),
  any: fold("or", 0),
  float: convert("f32"),
  int: convert("i32"),
  bool: convert("bool"),
  floor: rounded("floor"),
  ceil: rounded("ceil"),
  trunc: rounded("trunc"),
  clamp,
  clip: clamp,
  clamp_min: (given) => scalars(given, 2, (args) => call("maximum", args, given.span, given.name)),
  clamp_max: (given) => scalars(given, 2, (args) => call("minimum", args, given.span, given.name)),
  div: divide,
  divide,
  pow: (given) => scalars(given, 2, ([a, b]) => infix("**", a!, b!, given.span, given.context)),
  power: (given) => scalars(given, 2, ([a, b]) => infix("**", a!, b!, given.span, given.context)),
  square: unary((x, { span, context }) => infix("**", x, literal(2, "i32", span), span, context)),
  rsqrt: unary((x, { span, context }) => infix("/", one(span), call("sqrt", [x], span), span, context)),
  reciprocal: unary((x, { span, context }) => infix("/", one(span), x, span, context)),
  log1p: unary((x, { span, context }) => call("log", [infix("+", one(span), x, span, context)], span)),
  expm1: unary((x, { span, context }) => infix("-", call("exp", [x], span), one(span), span, context)),
  logsigmoid: unary((x, { span }) => prefix("-", call("softplus", [prefix("-", x, span)], span), span)),
  log: logarithm,
  gelu,
  finfo: ({ span }) =>
    record("finfo", { min: literal(-largest, "f32", span), max: literal(largest, "f32", span), eps: literal(2 ** -23, "f32", span) }),
  iinfo: ({ span }) => record("iinfo", { min: literal(-(2 ** 31), "i32", span), max: literal(2 ** 31 - 1, "i32", span) }),
  zeros_like: ({ values, span, context }) => literal(0, toScalar(values[0] ?? broken, span, context).type ?? "f32", span),
  ones_like: ({ values, span, context }) => literal(1, toScalar(values[0] ?? broken, span, context).type ?? "f32", span),
  full_like: ({ values, span, context }) => toScalar(values[1] ?? broken, span, context),
  tensor: ofNumber,
  scalar_tensor: ofNumber,
  as_tensor: ofNumber,
  full: (given) => (isEmptyShape(given) ? typed(given, toScalar(given.values[1] ?? broken, given.span, given.context)) : makeTensor(given)),
  zeros: (given) => (isEmptyShape(given) ? typed(given, literal(0, "f32", given.span)) : makeTensor(given)),
  ones: (given) => (isEmptyShape(given) ? typed(given, literal(1, "f32", given.span)) : makeTensor(given)),
  empty: makeTensor,
  rand: makeTensor,
  randn: makeTensor,
  randint: makeTensor,
};

const largest = 3.4028234663852886e38;

const record = (name: string, members: Readonly<Record<string, Value>>): Value => ({ kind: "record", name: `\`${name}\``, members });

function combine(operator: string): Rule {
  return ({ values, span }) => ({ kind: "combined", operator, parts: values, span });
}

/** `range` of known numbers. */
function range({ values, span, context }: Call): Value {
  const known = values.map((value) => (value.kind === "scalar" ? value.known : undefined));
  const [start, end, step] = known.length === 1 ? [0, known[0], 1] : [known[0], known[1], known.length > 2 ? known[2] : 1];
  const count = Math.ceil((end! - start!) / step!);
  if (![start, end, step].every((each) => Number.isInteger(each)) || !(count <= 1000)) {
    context.report.add(codes.unsupported(span, "loop", "a range that is not known here"));
    return broken;
  }
  return { kind: "list", items: Array.from({ length: Math.max(0, count) }, (_, i) => literal(start! + i * step!, "i32", span)) };
}

function lengthOf({ values: [value], span, context }: Call): Value {
  if (value?.kind === "list") return literal(value.items.length, "i32", span);
  const size = value?.kind === "tensor" ? dimsOf(value)[0] : undefined;
  if (!size && value?.kind !== "broken") context.report.add(codes.badArguments(span, "len", "needs a tensor or a tuple"));
  return size ?? broken;
}

/** `sum((a, b))`: over a tuple that the text knows. */
function fold(operator: string, start: number): Rule {
  return ({ values: [value], name, span, context }) => {
    const first = literal(start, operator === "+" ? "i32" : "bool", span);
    if (value?.kind === "list")
      return value.items.reduce((sum: Scalar, item) => infix(operator, sum, toScalar(item, span, context), span, context), first);
    if (value?.kind !== "broken") context.report.add(codes.unsupported(span, "data", `\`${name}\` over a tensor`));
    return broken;
  };
}

/** `float(x)`, `float("-inf")`, `int(a / b)`. */
function convert(type: ScalarType): Rule {
  return (given) => {
    const [value] = given.values;
    if (value?.kind !== "string") return scalars(given, 1, ([x]) => whole(x!, type, "quot", given) ?? cast(x!, type, given.span));
    const known = infinities[value.value.trim().toLowerCase()] ?? Number(value.value);
    if (!Number.isNaN(known)) return literal(known, type, given.span);
    given.context.report.add(codes.badNumber(given.span, value.value));
    return broken;
  };
}

const infinities: Readonly<Record<string, number>> = {
  inf: Infinity,
  infinity: Infinity,
  "-inf": -Infinity,
  "-infinity": -Infinity,
  "+inf": Infinity,
};

/** A quotient of integers that becomes one by rounding is computed with integers, as floats could be off by one. */
function whole({ expr, type }: Scalar, wanted: ScalarType, rounding: "div" | "quot", { context, span }: Call): Scalar | undefined {
  const isQuotient = expr.kind === "binary" && expr.op === findOp("py", "/", "infix") && type === "f32" && wanted === "i32";
  if (!isQuotient || !context.integerQuotients.has(expr)) return undefined;
  if (rounding === "div") return { kind: "scalar", expr: { ...expr, op: findOp("py", "//", "infix")!, span }, type: "i32" };
  const op = findOp("dsl", "quot", "call")!;
  return { kind: "scalar", expr: { kind: "call", callee: { name: "int", span }, op, args: [expr.left, expr.right], span }, type: "i32" };
}

/** Those of `math` give integers, those of torch floats. */
function rounded(spelling: "floor" | "ceil" | "trunc"): Rule {
  return (given) =>
    scalars(given, 1, ([x]) => {
      if (x!.type === "i32") return x!;
      const isInteger = given.from === "math" || given.from === "";
      const exact = spelling === "ceil" || !isInteger ? undefined : whole(x!, "i32", spelling === "floor" ? "div" : "quot", given);
      const value = call(spelling, [x!], given.span);
      return exact ?? (isInteger ? cast(value, "i32", given.span) : value);
    });
}

/** Either bound may be left out. */
function clamp(given: Call): Value {
  const { values, keywords, span, context, name } = given;
  const [value, low = keywords.get("min"), high = keywords.get("max")] = values;
  const bounds = [low, high].map((each) => (each && each.kind !== "none" ? toScalar(each, span, context) : undefined));
  const x = toScalar(value ?? broken, span, context);
  if (bounds[0] && bounds[1]) return call("clamp", [x, bounds[0], bounds[1]], span, name);
  if (bounds[0]) return call("maximum", [x, bounds[0]], span, name);
  return bounds[1] ? call("minimum", [x, bounds[1]], span, name) : x;
}

function divide(given: Call): Value {
  const { keywords, span, context } = given;
  const rounding = keywords.get("rounding_mode");
  const rest = { ...given, keywords: new Map([...keywords].filter(([name]) => name !== "rounding_mode")) };
  return scalars(rest, 2, ([a, b]) => {
    if (rounding?.kind !== "string") return infix("/", a!, b!, span, context);
    if (rounding.value === "floor") return infix("//", a!, b!, span, context);
    const quotient = infix("/", a!, b!, span, context);
    return whole(quotient, "i32", "quot", given) ?? call("trunc", [quotient], span);
  });
}

/** `math.log(x, base)` too. */
function logarithm(given: Call): Value {
  const { values, span, context } = given;
  if (values.length !== 2) return scalars(given, 1, ([x]) => call("log", [x!], span));
  return scalars(given, 2, ([x, base]) => infix("/", call("log", [x!], span), call("log", [base!], span), span, context));
}

/** By the error function; torch has an approximation under the same name. */
function gelu(given: Call): Value {
  const approximate = given.keywords.get("approximate");
  const isExact = !approximate || (approximate.kind === "string" && approximate.value === "none");
  if (isExact) return scalars({ ...given, keywords: new Map() }, 1, ([x]) => call("gelu", [x!], given.span));
  given.context.report.add(codes.badArguments(given.span, "gelu", "is given `approximate`, which a kernel cannot follow"));
  return broken;
}

/** `torch.tensor(3)`. */
function ofNumber(given: Call): Value {
  const [value] = given.values;
  if (value?.kind === "tensor") return value;
  if (value?.kind === "list")
    return { kind: "opaque", name: given.name, what: "a tensor of its own; give it by name, or declare it", place: given.span };
  return typed(given, toScalar(value ?? broken, given.span, given.context));
}

const isEmptyShape = ({ values: [shape] }: Call): boolean => shape?.kind === "list" && shape.items.length === 0;

/** A number as the type that `dtype` says. */
function typed({ keywords, span }: Call, scalar: Scalar): Scalar {
  const type = dtypeOf(keywords.get("dtype"));
  return type ? cast(scalar, readType(type), span) : scalar;
}
