/**
 * @file THE table of operations: one row each, holding all that Heed knows of it. Everything else (typing, folding, the reference, the
 * block analysis, printing, WGSL) asks the row, and the property tests walk the table. A new function is one new row.
 *
 * Values are numbers; booleans are 0 and 1. `evaluate` is the meaning in float64. On i32 operands the caller wraps the result to 32 bits;
 * a row whose integer meaning is more than that says so under `integer`. Integer division by 0 gives the dividend, the remainder 0 (WGSL).
 */
import * as I from "./interval.ts";
import type { Interval, IntervalRule } from "./interval.ts";
import { arithmetic, casting, equality, floating, integral, logical, ordering, selecting, type TypingRule } from "./types.ts";

/** Builds derivative expressions without knowing what a node is. */
export interface Algebra<T> {
  op(name: string, ...operands: readonly T[]): T;
  real(value: number): T;
}

/**
 * How WGSL writes it. `level` is the class of WGSL's expression grammar that decides parentheses. A call goes to Heed's own function of that
 * name where `codegen/library.ts` has one, else to WGSL's.
 */
export type WgslSpelling =
  | { readonly infix: string; readonly level: "multiplicative" | "additive" | "shift" | "relational" | "bits"; readonly wrapRight?: string }
  | { readonly prefix: string }
  | { readonly call: string; readonly order?: readonly number[] };

export interface Op {
  readonly arity: number;
  readonly typing: TypingRule;
  readonly evaluate: (...x: number[]) => number;
  readonly interval: IntervalRule;
  /** What differs on i32 operands. */
  readonly integer?: { readonly evaluate?: (...x: number[]) => number; readonly interval?: IntervalRule };
  /** The partial derivatives by each operand (`undefined`: zero or not defined), given the operands and the result. */
  readonly derivative?: <T>(d: Algebra<T>, x: readonly T[], y: T) => readonly (T | undefined)[];
  readonly wgsl: WgslSpelling;
  /** How tightly an infix or prefix spelling binds, as in JavaScript. */
  readonly precedence?: number;
  /** Spellings in the DSL, in TypeScript and in Python; signs where `precedence` is set are operators, words are function names. */
  readonly dsl?: string;
  readonly ts?: string;
  readonly py?: string;
  readonly commutative?: true;
  readonly associative?: true;
  /** The row that is meant when the operands are booleans. */
  readonly onBool?: string;
  /** The operation to which it is the logical negation. */
  readonly negation?: string;
  /** The operation it becomes when its two operands are swapped. */
  readonly mirror?: string;
  /** A conversion; of a value that has the type already it is the value. */
  readonly conversion?: true;
  /** f32 results are whole numbers, fit to index with. */
  readonly whole?: true;
  /** f32 error of a conforming WGSL implementation (WGSL §15.7.4): units in the last place, and absolute. None: correctly rounded. */
  readonly ulp?: number;
  readonly abs?: number;
  /** Worth computing once per row or key, not once per pair. */
  readonly costly?: true;
  /** What it does to i32 operands that are affine in the indices. */
  readonly affine?: AffineKind;
  /**
   * Whole operands that leave no gap, independent of each other, give a whole result that leaves none, and its interval rule is exact: with `all`
   * of them moving, or the `first` alone.
   */
  readonly gapless?: "all" | "first";
  /**
   * Adding a multiple of the second operand, if that is positive, to the first, if that is not negative, adds the same number to the result
   * wherever it is done.
   */
  readonly periodic?: true;
  /** Between 0 and its first operand, if that is not negative and the second is positive; or between 0 and either that is not negative. */
  readonly shrinks?: "first" | "either";
}

/**
 * `linear`: the same on coefficients as on values. `scales`: linear in either operand. `picks`: the result is one of the operands, and
 * adding a number to all adds it to the result. `laps`: over a stretch at whose ends it differs as much as its first operand does, it is that
 * operand plus a constant. `compares`: comparing the difference with 0 is the same.
 */
export type AffineKind = "linear" | "scales" | "picks" | "laps" | "compares";

const trunc = Math.trunc;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const floorMod = (a: number, b: number): number => a - b * Math.floor(a / b);
const saturate = (x: number): number => (Number.isNaN(x) ? 0 : Math.min(Math.max(trunc(x), -(2 ** 31)), 2 ** 31 - 1));

const saturated = ({ lo, hi }: Interval): Interval => I.interval(saturate(lo), saturate(hi));

/** Half to even, as WGSL and IEEE 754 round. */
function roundEven(x: number): number {
  const nearest = Math.round(x);
  return Math.abs(x % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

/** The error function to about 1e-15, by a series without cancellation (Abramowitz & Stegun 7.1.6). */
function erf(x: number): number {
  const a = Math.min(Math.abs(x), 6);
  let term = (2 * a) / Math.sqrt(Math.PI) / Math.exp(a * a);
  let sum = term;
  for (let n = 1; term > sum * 1e-17; n++) sum += term *= (2 * a * a) / (2 * n + 1);
  return Math.sign(x) * (a < 6 ? Math.min(sum, 1) : 1);
}

const gelu = (x: number): number => (x === -Infinity ? 0 : 0.5 * x * (1 + erf(x * Math.SQRT1_2)));
const silu = (x: number): number => x * sigmoid(x);

const table: Readonly<Record<string, Op>> = {
  // Arithmetic
  neg: { arity: 1, typing: arithmetic, evaluate: (x) => -x, interval: I.negate, derivative: (d) => [d.real(-1)], wgsl: { prefix: "-" }, precedence: 12, dsl: "-", ts: "-", py: "-", affine: "linear", gapless: "all" },
  add: { arity: 2, typing: arithmetic, evaluate: (a, b) => a + b, interval: I.add, derivative: (d) => [d.real(1), d.real(1)], wgsl: { infix: "+", level: "additive" }, precedence: 10, dsl: "+", ts: "+", py: "+", commutative: true, associative: true, affine: "linear", gapless: "all" },
  sub: { arity: 2, typing: arithmetic, evaluate: (a, b) => a - b, interval: I.subtract, derivative: (d) => [d.real(1), d.real(-1)], wgsl: { infix: "-", level: "additive" }, precedence: 10, dsl: "-", ts: "-", py: "-", affine: "linear", gapless: "all" },
  mul: { arity: 2, typing: arithmetic, evaluate: (a, b) => a * b, integer: { evaluate: Math.imul }, interval: I.multiply, derivative: (_, [a, b]) => [b, a], wgsl: { infix: "*", level: "multiplicative" }, precedence: 11, dsl: "*", ts: "*", py: "*", commutative: true, associative: true, affine: "scales" },
  divide: { arity: 2, typing: floating, evaluate: (a, b) => a / b, interval: I.divide, derivative: (d, [, b], y) => [d.op("divide", d.real(1), b!), d.op("neg", d.op("divide", y, b!))], wgsl: { infix: "/", level: "multiplicative" }, precedence: 11, dsl: "/", ts: "/", py: "/", ulp: 2.5 },
  mod: { arity: 2, typing: arithmetic, evaluate: floorMod, integer: { interval: I.wholeMod }, interval: I.realMod, wgsl: { call: "mod" }, precedence: 11, dsl: "%", ts: "mod", py: "%", costly: true, ulp: 4, abs: 1e-5, affine: "laps", gapless: "first", periodic: true },
  rem: { arity: 2, typing: arithmetic, evaluate: (a, b) => a % b, integer: { interval: I.wholeRem }, interval: I.realRem, wgsl: { infix: "%", level: "multiplicative" }, precedence: 11, ts: "%", dsl: "rem", py: "fmod", costly: true, ulp: 4, abs: 1e-5, affine: "laps", gapless: "first", periodic: true },
  div: { arity: 2, typing: integral, evaluate: (a, b) => (b === 0 ? a : Math.floor(a / b)), interval: I.quotient(Math.floor), wgsl: { call: "div" }, precedence: 11, dsl: "div", ts: "div", py: "//", costly: true, shrinks: "first", gapless: "first", periodic: true },
  quot: { arity: 2, typing: integral, evaluate: (a, b) => (b === 0 ? a : trunc(a / b)), interval: I.quotient(trunc), wgsl: { infix: "/", level: "multiplicative" }, dsl: "quot", ts: "quot", costly: true, shrinks: "first", gapless: "first", periodic: true },
  // Comparison
  lt: { arity: 2, typing: ordering, evaluate: (a, b) => +(a < b), interval: I.less, wgsl: { infix: "<", level: "relational" }, precedence: 8, dsl: "<", ts: "<", py: "<", mirror: "gt", affine: "compares" },
  le: { arity: 2, typing: ordering, evaluate: (a, b) => +(a <= b), interval: I.lessOrEqual, wgsl: { infix: "<=", level: "relational" }, precedence: 8, dsl: "<=", ts: "<=", py: "<=", mirror: "ge", affine: "compares" },
  gt: { arity: 2, typing: ordering, evaluate: (a, b) => +(a > b), interval: (a, b) => I.less(b!, a!), wgsl: { infix: ">", level: "relational" }, precedence: 8, dsl: ">", ts: ">", py: ">", mirror: "lt", affine: "compares" },
  ge: { arity: 2, typing: ordering, evaluate: (a, b) => +(a >= b), interval: (a, b) => I.lessOrEqual(b!, a!), wgsl: { infix: ">=", level: "relational" }, precedence: 8, dsl: ">=", ts: ">=", py: ">=", mirror: "le", affine: "compares" },
  eq: { arity: 2, typing: equality, evaluate: (a, b) => +(a === b), interval: I.equal, wgsl: { infix: "==", level: "relational" }, precedence: 7, dsl: "==", ts: "===", py: "==", commutative: true, negation: "ne", mirror: "eq", affine: "compares" },
  ne: { arity: 2, typing: equality, evaluate: (a, b) => +(a !== b), interval: (a, b) => I.not(I.equal(a!, b!)), wgsl: { infix: "!=", level: "relational" }, precedence: 7, dsl: "!=", ts: "!==", py: "!=", commutative: true, negation: "eq", mirror: "ne", affine: "compares" },
  // Logic. Kernels evaluate both sides: nothing in them has an effect, and branches are dear, above all to the compilers of software adapters.
  and: { arity: 2, typing: logical, evaluate: (a, b) => a & b, interval: I.minimum, wgsl: { infix: "&", level: "bits" }, precedence: 3, dsl: "&&", ts: "&&", py: "and", commutative: true, associative: true, gapless: "all" },
  or: { arity: 2, typing: logical, evaluate: (a, b) => a | b, interval: I.maximum, wgsl: { infix: "|", level: "bits" }, precedence: 2, dsl: "||", ts: "||", py: "or", commutative: true, associative: true, gapless: "all" },
  not: { arity: 1, typing: logical, evaluate: (x) => 1 - x, interval: I.not, wgsl: { prefix: "!" }, precedence: 12, dsl: "!", ts: "!", py: "not", gapless: "all" },
  where: { arity: 3, typing: selecting, evaluate: (c, a, b) => (c ? a : b), interval: I.choose, derivative: (d, [c]) => [undefined, d.op("to_f32", c!), d.op("to_f32", d.op("not", c!))], wgsl: { call: "select", order: [2, 1, 0] }, dsl: "where", ts: "where", py: "where" },
  // Bits
  bitand: { arity: 2, typing: integral, evaluate: (a, b) => a & b, interval: I.bitAnd, wgsl: { infix: "&", level: "bits" }, precedence: 6, dsl: "&", ts: "&", py: "&", commutative: true, associative: true, onBool: "and", shrinks: "either" },
  bitor: { arity: 2, typing: integral, evaluate: (a, b) => a | b, interval: I.bitOr, wgsl: { infix: "|", level: "bits" }, precedence: 4, dsl: "|", ts: "|", py: "|", commutative: true, associative: true, onBool: "or" },
  bitxor: { arity: 2, typing: integral, evaluate: (a, b) => a ^ b, interval: I.bitXor, wgsl: { infix: "^", level: "bits" }, precedence: 5, dsl: "^", ts: "^", py: "^", commutative: true, associative: true, onBool: "ne" },
  shl: { arity: 2, typing: integral, evaluate: (a, b) => a << b, interval: I.shiftLeft, wgsl: { infix: "<<", level: "shift", wrapRight: "u32" }, precedence: 9, dsl: "<<", ts: "<<", py: "<<" },
  shr: { arity: 2, typing: integral, evaluate: (a, b) => a >> b, interval: I.shiftRight, wgsl: { infix: ">>", level: "shift", wrapRight: "u32" }, precedence: 9, dsl: ">>", ts: ">>", py: ">>", shrinks: "first" },
  bitnot: { arity: 1, typing: integral, evaluate: (x) => ~x, interval: I.mirrored(-1), wgsl: { prefix: "~" }, precedence: 12, dsl: "~", ts: "~", py: "~", onBool: "not" },
  // Functions of numbers
  abs: { arity: 1, typing: arithmetic, evaluate: Math.abs, interval: I.absolute, derivative: (d, [x]) => [d.op("sign", x!)], wgsl: { call: "abs" }, dsl: "abs", ts: "Math.abs", py: "abs", affine: "laps", gapless: "first" },
  min: { arity: 2, typing: arithmetic, evaluate: Math.min, interval: I.minimum, derivative: (d, [a, b]) => [d.op("to_f32", d.op("le", a!, b!)), d.op("to_f32", d.op("lt", b!, a!))], wgsl: { call: "min" }, dsl: "min", ts: "Math.min", py: "minimum", commutative: true, associative: true, affine: "picks", gapless: "all" },
  max: { arity: 2, typing: arithmetic, evaluate: Math.max, interval: I.maximum, derivative: (d, [a, b]) => [d.op("to_f32", d.op("ge", a!, b!)), d.op("to_f32", d.op("gt", b!, a!))], wgsl: { call: "max" }, dsl: "max", ts: "Math.max", py: "maximum", commutative: true, associative: true, affine: "picks", gapless: "all" },
  clamp: { arity: 3, typing: arithmetic, evaluate: (x, lo, hi) => Math.min(Math.max(x, lo), hi), interval: I.clamp, derivative: (d, [x, lo, hi]) => [d.op("to_f32", d.op("and", d.op("gt", x!, lo!), d.op("lt", x!, hi!))), undefined, undefined], wgsl: { call: "clamp" }, dsl: "clamp", ts: "clamp", py: "clamp", affine: "picks", gapless: "all" },
  sign: { arity: 1, typing: arithmetic, evaluate: Math.sign, interval: I.monotone(Math.sign), wgsl: { call: "sign" }, dsl: "sign", ts: "Math.sign", py: "sign", whole: true },
  floor: { arity: 1, typing: floating, evaluate: Math.floor, interval: I.monotone(Math.floor), wgsl: { call: "floor" }, dsl: "floor", ts: "Math.floor", py: "floor", whole: true },
  ceil: { arity: 1, typing: floating, evaluate: Math.ceil, interval: I.monotone(Math.ceil), wgsl: { call: "ceil" }, dsl: "ceil", ts: "Math.ceil", py: "ceil", whole: true },
  round: { arity: 1, typing: floating, evaluate: roundEven, interval: I.monotone(roundEven), wgsl: { call: "round" }, dsl: "round", ts: "round", py: "round", whole: true },
  trunc: { arity: 1, typing: floating, evaluate: trunc, interval: I.monotone(trunc), wgsl: { call: "trunc" }, dsl: "trunc", ts: "Math.trunc", py: "trunc", whole: true },
  sqrt: { arity: 1, typing: floating, evaluate: Math.sqrt, interval: I.rootlike(Math.sqrt), derivative: (d, _, y) => [d.op("divide", d.real(0.5), y)], wgsl: { call: "sqrt" }, dsl: "sqrt", ts: "Math.sqrt", py: "sqrt", ulp: 5, costly: true },
  exp: { arity: 1, typing: floating, evaluate: Math.exp, interval: I.monotone(Math.exp), derivative: (_, __, y) => [y], wgsl: { call: "exp" }, dsl: "exp", ts: "Math.exp", py: "exp", ulp: 180, costly: true },
  exp2: { arity: 1, typing: floating, evaluate: (x) => 2 ** x, interval: I.monotone((x) => 2 ** x), derivative: (d, _, y) => [d.op("mul", y, d.real(Math.LN2))], wgsl: { call: "exp2" }, dsl: "exp2", ts: "exp2", py: "exp2", ulp: 260, costly: true },
  log: { arity: 1, typing: floating, evaluate: Math.log, interval: I.rootlike(Math.log), derivative: (d, [x]) => [d.op("divide", d.real(1), x!)], wgsl: { call: "log" }, dsl: "log", ts: "Math.log", py: "log", ulp: 3, abs: 2 ** -21, costly: true },
  log2: { arity: 1, typing: floating, evaluate: Math.log2, interval: I.rootlike(Math.log2), derivative: (d, [x]) => [d.op("divide", d.real(Math.LOG2E), x!)], wgsl: { call: "log2" }, dsl: "log2", ts: "Math.log2", py: "log2", ulp: 3, abs: 2 ** -21, costly: true },
  sin: { arity: 1, typing: floating, evaluate: Math.sin, interval: I.wave(Math.sin), derivative: (d, [x]) => [d.op("cos", x!)], wgsl: { call: "sin" }, dsl: "sin", ts: "Math.sin", py: "sin", ulp: 4, abs: 2 ** -20, costly: true },
  cos: { arity: 1, typing: floating, evaluate: Math.cos, interval: I.wave(Math.cos), derivative: (d, [x]) => [d.op("neg", d.op("sin", x!))], wgsl: { call: "cos" }, dsl: "cos", ts: "Math.cos", py: "cos", ulp: 4, abs: 2 ** -20, costly: true },
  tan: { arity: 1, typing: floating, evaluate: Math.tan, interval: I.wave(Math.tan, I.anything), derivative: (d, _, y) => [d.op("add", d.real(1), d.op("mul", y, y))], wgsl: { call: "tan" }, dsl: "tan", ts: "Math.tan", py: "tan", ulp: 64, abs: 2 ** -18, costly: true },
  tanh: { arity: 1, typing: floating, evaluate: Math.tanh, interval: I.monotone(Math.tanh), derivative: (d, _, y) => [d.op("sub", d.real(1), d.op("mul", y, y))], wgsl: { call: "tanh" }, dsl: "tanh", ts: "Math.tanh", py: "tanh", ulp: 16, costly: true },
  sigmoid: { arity: 1, typing: floating, evaluate: sigmoid, interval: I.monotone(sigmoid), derivative: (d, _, y) => [d.op("mul", y, d.op("sub", d.real(1), y))], wgsl: { call: "sigmoid" }, dsl: "sigmoid", ts: "sigmoid", py: "sigmoid", ulp: 200, costly: true },
  softplus: { arity: 1, typing: floating, evaluate: softplus, interval: I.monotone(softplus), derivative: (d, [x]) => [d.op("sigmoid", x!)], wgsl: { call: "softplus" }, dsl: "softplus", ts: "softplus", py: "softplus", ulp: 200, abs: 2 ** -21, costly: true },
  relu: { arity: 1, typing: arithmetic, evaluate: (x) => Math.max(x, 0), interval: I.monotone((x) => Math.max(x, 0)), derivative: (d, [x]) => [d.op("to_f32", d.op("gt", x!, d.real(0)))], wgsl: { call: "relu" }, dsl: "relu", ts: "relu", py: "relu" },
  gelu: { arity: 1, typing: floating, evaluate: gelu, interval: I.valley(gelu, -0.7517915), derivative: (d, [x]) => [d.op("add", d.op("mul", d.real(0.5), d.op("add", d.real(1), d.op("erf", d.op("mul", x!, d.real(Math.SQRT1_2))))), d.op("mul", x!, d.op("mul", d.real(1 / Math.sqrt(2 * Math.PI)), d.op("exp", d.op("mul", d.real(-0.5), d.op("mul", x!, x!))))))], wgsl: { call: "gelu" }, dsl: "gelu", ts: "gelu", py: "gelu", ulp: 64, abs: 2 ** -20, costly: true },
  silu: { arity: 1, typing: floating, evaluate: silu, interval: I.valley(silu, -1.2784645), derivative: (d, [x], y) => [d.op("add", d.op("sigmoid", x!), d.op("mul", y, d.op("sub", d.real(1), d.op("sigmoid", x!))))], wgsl: { call: "silu" }, dsl: "silu", ts: "silu", py: "silu", ulp: 200, abs: 2 ** -119, costly: true },
  erf: { arity: 1, typing: floating, evaluate: erf, interval: I.monotone(erf), derivative: (d, [x]) => [d.op("mul", d.real(2 / Math.sqrt(Math.PI)), d.op("exp", d.op("neg", d.op("mul", x!, x!))))], wgsl: { call: "erf" }, dsl: "erf", ts: "erf", py: "erf", ulp: 16, abs: 2 ** -22, costly: true },
  pow: { arity: 2, typing: floating, evaluate: Math.pow, interval: I.power, derivative: (d, [a, b], y) => [d.op("mul", b!, d.op("pow", a!, d.op("sub", b!, d.real(1)))), d.op("mul", y, d.op("log", a!))], wgsl: { call: "pow" }, dsl: "pow", ts: "Math.pow", py: "pow", ulp: 512, costly: true },
  fma: { arity: 3, typing: floating, evaluate: (a, b, c) => a * b + c, interval: I.multiplyAdd, derivative: (d, [a, b]) => [b, a, d.real(1)], wgsl: { call: "fma" }, dsl: "fma", ts: "fma", ulp: 1 },
  // Conversions
  to_f32: { arity: 1, typing: casting("f32"), conversion: true, evaluate: (x) => x, interval: (x) => x!, wgsl: { call: "f32" }, dsl: "f32", py: "float" },
  to_i32: { arity: 1, typing: casting("i32"), conversion: true, evaluate: saturate, interval: (x) => saturated(x!.nan ? I.hull(x!, I.no) : x!), wgsl: { call: "i32" }, dsl: "i32", py: "int" },
  to_bool: { arity: 1, typing: casting("bool"), conversion: true, evaluate: (x) => +(x !== 0), interval: (x) => I.not(I.equal(x!, I.no)), wgsl: { call: "bool" }, dsl: "bool", ts: "Boolean", py: "bool" },
};

/** The name of a row. */
export type OpName = string;

export const opNames: readonly OpName[] = Object.keys(table);

/** The row of an operation that is known to exist. */
export function row(name: OpName): Op {
  const found = table[name];
  if (!found) throw new Error(`no operation \`${name}\``);
  return found;
}

export const isOp = (name: string): boolean => Object.hasOwn(table, name);

export type Language = "dsl" | "ts" | "py";

/** Operators that are words. */
const operatorWords: Readonly<Record<Language, readonly string[]>> = { dsl: [], ts: [], py: ["and", "or", "not"] };

/** The operation that a spelling means: an operator of `arity` operands, or a function's name. */
export function findOp(language: Language, spelling: string, form: "infix" | "prefix" | "call"): OpName | undefined {
  return opNames.find((name) => row(name)[language] === spelling && formOf(name, language) === form);
}

/** Whether the row is written between its operands, before its operand, or as a call. */
export function formOf(name: OpName, language: Language = "dsl"): "infix" | "prefix" | "call" {
  const { precedence, arity, [language]: spelling = "" } = row(name);
  const isName = /^\w/.test(spelling) && !operatorWords[language].includes(spelling);
  return precedence === undefined || isName ? "call" : arity === 1 ? "prefix" : "infix";
}

/** The names an operation's functions go by in `language`, for "did you mean". */
export function callNames(language: Language): string[] {
  return opNames.filter((name) => formOf(name, language) === "call").flatMap((name) => row(name)[language] ?? []);
}
