/** @file The names that mods use without defining them: those of torch, of math and of Python itself, by where they are found. */
import { callNames, findOp } from "#src/ir/ops.ts";
import type { StorageType } from "#src/ir/types.ts";
import type { Value } from "./value.ts";

/** Modules whose members are looked up by their last name; `F` and `np` stand for what everybody calls so. */
const modules: ReadonlySet<string> = new Set([
  "torch",
  "torch.nn",
  "torch.nn.functional",
  "torch.special",
  "torch.nn.attention",
  "torch.nn.attention.flex_attention",
  "torch.Tensor",
  "math",
  "numpy",
  "functools",
  "operator",
  "F",
  "np",
]);

/** Spellings of functions that have another one in the table of operations. */
export const aliases: Readonly<Record<string, string>> = {
  min: "minimum",
  max: "maximum",
  fmin: "minimum",
  fmax: "maximum",
  amin: "minimum",
  amax: "maximum",
  absolute: "abs",
  fabs: "abs",
  clip: "clamp",
  expit: "sigmoid",
  power: "pow",
  float_power: "pow",
  sgn: "sign",
  fix: "trunc",
};

/** Functions that are written as operators in the table. */
export const operatorFunctions: Readonly<Record<string, string>> = {
  add: "+",
  sub: "-",
  subtract: "-",
  mul: "*",
  multiply: "*",
  div: "/",
  divide: "/",
  true_divide: "/",
  floor_divide: "//",
  remainder: "%",
  mod: "%",
  eq: "==",
  ne: "!=",
  not_equal: "!=",
  lt: "<",
  less: "<",
  le: "<=",
  less_equal: "<=",
  gt: ">",
  greater: ">",
  ge: ">=",
  greater_equal: ">=",
  logical_and: "and",
  logical_or: "or",
  logical_xor: "^",
  bitwise_and: "&",
  bitwise_or: "|",
  bitwise_xor: "^",
  bitwise_left_shift: "<<",
  bitwise_right_shift: ">>",
};

/** Functions of one operand that are written as prefix operators. */
export const prefixFunctions: Readonly<Record<string, string>> = {
  neg: "-",
  negative: "-",
  logical_not: "not",
  bitwise_not: "~",
  invert: "~",
  positive: "+",
};

export const constants: Readonly<Record<string, number>> = { inf: Infinity, pi: Math.PI, e: Math.E, tau: 2 * Math.PI };

export const dtypes: Readonly<Record<string, StorageType>> = {
  float: "f32",
  float32: "f32",
  float64: "f32",
  double: "f32",
  half: "f16",
  float16: "f16",
  bfloat16: "f16",
  int: "i32",
  int8: "i32",
  int16: "i32",
  short: "i32",
  int32: "i32",
  int64: "i32",
  long: "i32",
  uint8: "i32",
  bool: "bool",
}; // of uint8 every value is one of i32

/** Functions with a meaning of their own, in `builtins.ts`. */
export const specialNames = [
  "and_masks",
  "or_masks",
  "noop_mask",
  "partial",
  "range",
  "len",
  "callable",
  "isinstance",
  "print",
  "finfo",
  "iinfo",
  "tensor",
  "scalar_tensor",
  "as_tensor",
  "full",
  "zeros",
  "ones",
  "empty",
  "rand",
  "randn",
  "randint",
  "zeros_like",
  "ones_like",
  "full_like",
  "rsqrt",
  "square",
  "reciprocal",
  "log1p",
  "expm1",
  "logsigmoid",
  "fmod",
  "list",
  "tuple",
  "sum",
  "all",
  "any",
  "item",
  "swish",
] as const;

const memberNames: ReadonlySet<string> = new Set([
  ...specialNames,
  ...Object.keys(aliases),
  ...Object.keys(operatorFunctions),
  ...Object.keys(prefixFunctions),
  ...Object.keys(constants),
  ...Object.keys(dtypes),
]);

/** The last name of a path, and what is before it. */
export const lastOf = (path: string): string => path.replace(/^.*\./, "");
export const parentOf = (path: string): string => path.replace(/\.?[^.]*$/, "");

/** Whether this is a function, constant or type that can be computed with. */
export const isMember = (name: string): boolean => memberNames.has(name) || findOp("py", name, "call") !== undefined;

/** Names that a file sees without an import, or whose import was not copied with the mod. */
const bareConstants = new Set(["e", "tau"]);
export const isBuiltinName = (name: string): boolean => modules.has(name) || (isMember(name) && !bareConstants.has(name));

/** Whether the path names a module, whose members are then asked for. */
export const isModule = (path: string): boolean => modules.has(path);

/** All names that can be asked of a module, for suggestions. */
export const builtinNamesOf = (): string[] => [...memberNames, ...callNames("py")];

/** What an import binds, if it is something that is known. */
export function importedBuiltin(path: string): Value | undefined {
  const isKnown = isModule(path) || (isModule(parentOf(path)) && isMember(lastOf(path))) || /^(and_masks|or_masks|noop_mask)$/.test(lastOf(path));
  return isKnown ? { kind: "builtin", path } : undefined;
}
