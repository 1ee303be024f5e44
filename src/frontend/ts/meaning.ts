/** @file What a JavaScript expression stands for while it is lowered: not only numbers, also tensors, argument objects, functions, modules. */
import type * as ast from "#grammar/ast.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type { JsExpr, JsFunction } from "./js-ast.ts";

/** What a name stands for, or `undefined` where it is not known. */
export type Finder = (name: string) => Meaning | undefined;

export type Meaning =
  | { readonly kind: "scalar"; readonly expr: ast.Expr }
  /** A name of the surface tree: a local value, a position, a size, a param. */
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "tensor"; readonly name: string }
  /** A section's first and second argument. */
  | { readonly kind: "at" | "values" }
  | { readonly kind: "record"; readonly entries: ReadonlyMap<string, Meaning> }
  /** `Math`, `Math.max`, `Infinity`, `sigmoid`, … */
  | { readonly kind: "builtin"; readonly path: string }
  | FunctionMeaning
  /** A constant outside the section; it becomes an item of the file. */
  | { readonly kind: "constant"; readonly key: object; readonly name: ast.Ident; readonly value: JsExpr; readonly home: Finder }
  | { readonly kind: "namespace"; readonly name: string; readonly member: Finder }
  | AttentionMeaning
  | { readonly kind: "section"; readonly of: AttentionMeaning; readonly section: string }
  /** Something that exists and cannot be part of a kernel; `what` completes "`x` is …". */
  | { readonly kind: "opaque"; readonly name: string; readonly what: string; readonly place?: Span | undefined }
  | { readonly kind: "pending" | "broken" };

export interface FunctionMeaning {
  readonly kind: "function";
  readonly key: object;
  /** Set for a function declared outside of the section. */
  readonly name?: ast.Ident | undefined;
  readonly value: JsFunction;
  readonly home: Finder;
}

export interface AttentionMeaning {
  readonly kind: "attention";
  readonly key: object;
  readonly name: string;
  /** Its definition; `undefined` where that could not be read, which has been reported then. */
  readonly read: () => JsDefinition | undefined;
}

/** An attention as either route found it: declarations in the surface tree, sections still JavaScript. */
export interface JsDefinition {
  readonly key: object;
  readonly name: ast.Ident;
  readonly inputs: readonly ast.Input[];
  readonly params: readonly ast.Param[];
  readonly sections: readonly { readonly name: ast.Ident; readonly value: JsExpr; readonly home: Finder }[];
  /** What the second argument holds beside inputs and params. */
  readonly scope: Finder;
  readonly span: Span;
}

/** What a meaning is called in a diagnostic. */
export const describe: Readonly<Record<Exclude<Meaning["kind"], "opaque">, string>> = {
  scalar: "a number",
  variable: "a number",
  constant: "a number",
  tensor: "a captured tensor",
  at: "the first argument",
  values: "the second argument",
  record: "an object",
  builtin: "this function",
  function: "a function",
  namespace: "a module",
  attention: "an attention",
  section: "a section of an attention",
  pending: "a value not yet declared",
  broken: "a value",
};
