/**
 * @file JavaScript as far as a variant needs it: what both adapters (the light parser and ts-morph) produce and the structural lowering
 * reads. Types, parentheses and comments are gone; whatever is outside the subset is an `unsupported` node with its reason and place.
 */
import type { Ident } from "#grammar/ast.ts";
import type { Span } from "#src/diagnostics/span.ts";

/** Why a construct is outside the subset. */
export type Reason =
  | "loop"
  | "async"
  | "mutation"
  | "data"
  | "instance"
  | "this"
  | "spread"
  | "optional"
  | "default"
  | "uninitialised"
  | "nested-var"
  | "other";

export type JsExpr = JsNumber | JsBoolean | JsName | JsUnary | JsBinary | JsConditional | JsCall | JsMember | JsFunction | JsObject | JsUnsupported;

/** A number as it was written: its text tells `2` from `2.0`. */
export interface JsNumber {
  readonly kind: "number";
  readonly text: string;
  readonly span: Span;
}

export interface JsBoolean {
  readonly kind: "boolean";
  readonly value: boolean;
  readonly span: Span;
}

export interface JsName {
  readonly kind: "name";
  readonly name: string;
  readonly span: Span;
}

export interface JsUnary {
  readonly kind: "unary";
  readonly operator: string;
  readonly operand: JsExpr;
  readonly span: Span;
}

/** Also `&&` and `||`. */
export interface JsBinary {
  readonly kind: "binary";
  readonly operator: string;
  readonly left: JsExpr;
  readonly right: JsExpr;
  readonly span: Span;
}

export interface JsConditional {
  readonly kind: "conditional";
  readonly test: JsExpr;
  readonly then: JsExpr;
  readonly otherwise: JsExpr;
  readonly span: Span;
}

export interface JsCall {
  readonly kind: "call";
  readonly callee: JsExpr;
  readonly args: readonly JsExpr[];
  readonly span: Span;
}

/** `object.property` */
export interface JsMember {
  readonly kind: "member";
  readonly object: JsExpr;
  readonly property: Ident;
  /** Written by a bundler for an imported name; the object is then a module of its making. */
  readonly isImport?: true;
  readonly span: Span;
}

/** An arrow, a function or a method; `body` is an expression or a list of statements. */
export interface JsFunction {
  readonly kind: "function";
  readonly params: readonly JsPattern[];
  readonly body: JsExpr | JsBlock;
  readonly span: Span;
}

/** `{ a, b: c }`, met where masks are composed and where constants are gathered. */
export interface JsObject {
  readonly kind: "object";
  readonly entries: readonly JsEntry[];
  readonly span: Span;
}

export interface JsEntry {
  readonly key: Ident;
  readonly value: JsExpr;
}

export interface JsUnsupported {
  readonly kind: "unsupported";
  readonly reason: Reason;
  /** The construct as the user knows it: "`for` loop", "template literal". */
  readonly what: string;
  readonly span: Span;
}

export type JsStatement = JsConst | JsReturn | JsIf | JsBlock | JsExpressionStatement | JsUnsupported;

/** `const PATTERN = value`; a nested function declaration is a hoisted one. */
export interface JsConst {
  readonly kind: "const";
  readonly pattern: JsPattern;
  readonly value: JsExpr;
  readonly hoisted: boolean;
  readonly span: Span;
}

export interface JsReturn {
  readonly kind: "return";
  readonly value: JsExpr | undefined;
  readonly span: Span;
}

export interface JsIf {
  readonly kind: "if";
  readonly test: JsExpr;
  readonly then: JsStatement;
  readonly otherwise: JsStatement | undefined;
  readonly span: Span;
}

export interface JsBlock {
  readonly kind: "block";
  readonly body: readonly JsStatement[];
  readonly span: Span;
}

export interface JsExpressionStatement {
  readonly kind: "expression";
  readonly value: JsExpr;
  readonly span: Span;
}

export type JsPattern = JsBinding | JsObjectPattern | JsUnsupported;

export interface JsBinding {
  readonly kind: "binding";
  readonly name: Ident;
}

/** `{ a, b: c }` as a parameter or on the left of `const`. */
export interface JsObjectPattern {
  readonly kind: "object-pattern";
  readonly entries: readonly { readonly key: Ident; readonly target: JsPattern }[];
  readonly span: Span;
}

/** Deeper nesting than this is refused, so that nothing that walks the tree can overflow the stack. */
export const maxNesting = 200;
