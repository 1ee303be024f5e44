/** @file What a Python expression stands for while it is evaluated: numbers on their way to a kernel, and all that leads to them. */
import type { Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import type { PyClass, PyDef, PyLambda } from "#grammar/python/tree.ts";
import type { ScalarType, StorageType } from "#src/ir/types.ts";

export type Value =
  | Scalar
  | TensorValue
  | FunctionValue
  | Combined
  | ClassValue
  | Instance
  | MadeTensor
  | Partial
  /** `torch`, `torch.abs`, `math.pi`, `float`, …, by its path. */
  | { readonly kind: "builtin"; readonly path: string }
  /** `x.abs`, not yet called. */
  | { readonly kind: "method"; readonly self: Scalar | TensorValue; readonly name: string }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  | { readonly kind: "record"; readonly name: string; readonly members: Readonly<Record<string, Value>> }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "dtype"; readonly type: StorageType }
  | { readonly kind: "none" }
  /** Something that exists and cannot be part of a kernel; `what` completes "`x` is …". */
  | { readonly kind: "opaque"; readonly name: string; readonly what: string; readonly place?: Span | undefined }
  /** Assigned on some of the paths that lead here. */
  | { readonly kind: "unset" }
  /** Something wrong was reported here. */
  | { readonly kind: "broken" };

/** A number or truth value of the kernel. */
export interface Scalar {
  readonly kind: "scalar";
  readonly expr: ast.Expr;
  /** `undefined` where the lowering will find something wrong with it. */
  readonly type: ScalarType | undefined;
  /** Its value, where the text alone says it. */
  readonly known?: number | undefined;
}

/** A captured tensor, or one that has some of its indices. */
export interface TensorValue {
  readonly kind: "tensor";
  readonly input: ast.Input;
  readonly indices: readonly ast.Expr[];
}

/** `torch.empty(Hq)`: a tensor without a name yet; the name that it is given to is that of a captured tensor. */
export interface MadeTensor {
  readonly kind: "made";
  readonly type: StorageType;
  readonly dims: readonly ast.Expr[];
  readonly span: Span;
}

export interface FunctionValue {
  readonly kind: "function";
  readonly node: PyDef | PyLambda;
  readonly name: string;
  /** Where its free names are looked up; `undefined`: in the module. */
  readonly home: Frame | undefined;
}

export interface ClassValue {
  readonly kind: "class";
  readonly node: PyClass;
  readonly home: Frame | undefined;
}

/** An object of a class of the file. */
export interface Instance {
  readonly kind: "instance";
  readonly of: ClassValue;
  readonly fields: Map<string, Value>;
}

/** `and_masks(a, b)` and `or_masks(a, b)`. */
export interface Combined {
  readonly kind: "combined";
  readonly operator: string;
  readonly parts: readonly Value[];
  readonly span: Span;
}

/** `functools.partial(f, …)` */
export interface Partial {
  readonly kind: "partial";
  readonly callee: Value;
  readonly args: Arguments;
}

/** The arguments of a call, evaluated. */
export interface Arguments {
  readonly values: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

/** The names of one call of a function. */
export interface Frame {
  /** Replaced where paths part and meet again. */
  vars: Map<string, Value>;
  /** Every name that the function assigns anywhere. */
  readonly locals: ReadonlySet<string>;
  readonly parent: Frame | undefined;
}

export const broken: Value = { kind: "broken" };

/** What a value is called in a diagnostic. */
export const describe: Readonly<Record<Exclude<Value["kind"], "opaque">, string>> = {
  scalar: "a number",
  tensor: "a captured tensor",
  made: "a tensor",
  function: "a function",
  combined: "a mask mod",
  class: "a class",
  instance: "an object",
  partial: "a function",
  builtin: "this function",
  method: "a method",
  list: "a tuple",
  record: "an object",
  string: "a string",
  dtype: "a type",
  none: "`None`",
  unset: "a value not yet assigned",
  broken: "a value",
};
