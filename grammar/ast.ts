/**
 * @file The surface tree: what the user wrote, whatever they wrote it in. Every front end (the DSL, TypeScript, Python) produces it and one
 * lowering reads it. Nodes have a kind and a span and nothing else; operators are already rows of the op table (`%` of the DSL is `mod`,
 * `%` of TypeScript is `rem`). A `spelling` is what the user wrote for an operator, where it is not the DSL's.
 */
import type { OpName } from "#src/ir/ops.ts";
import type { ScalarType, StorageType } from "#src/ir/types.ts";
import type { Span } from "#src/diagnostics/span.ts";

export interface Ident {
  readonly name: string;
  readonly span: Span;
}

export interface File {
  readonly kind: "file";
  readonly items: readonly FileItem[];
  readonly span: Span;
}

export type FileItem = Import | Const | Fn | Attention;

/** `import { a, b } from "./x.attn"` */
export interface Import {
  readonly kind: "import";
  readonly names: readonly Ident[];
  readonly from: string;
  readonly span: Span;
}

/** `const NAME = expr` */
export interface Const {
  readonly kind: "const";
  readonly name: Ident;
  readonly value: Expr;
  readonly span: Span;
}

/** `fn NAME(a: i32) = expr`; a parameter without a type takes the argument's. */
export interface Fn {
  readonly kind: "fn";
  readonly name: Ident;
  readonly params: readonly FnParam[];
  readonly body: Expr;
  readonly span: Span;
}

export interface FnParam {
  readonly name: Ident;
  readonly type?: ScalarType | undefined;
}

export interface Attention {
  readonly kind: "attention";
  readonly name: Ident;
  readonly items: readonly AttentionItem[];
  readonly span: Span;
}

export type AttentionItem = Input | Param | Const | Fn | Let | Section;

/** `input NAME: TYPE[dims]` */
export interface Input {
  readonly kind: "input";
  readonly name: Ident;
  readonly type: StorageType;
  readonly dims: readonly Expr[];
  readonly span: Span;
}

/** `param NAME: TYPE = default` */
export interface Param {
  readonly kind: "param";
  readonly name: Ident;
  readonly type: ScalarType;
  readonly value: Expr;
  readonly span: Span;
}

/** `let NAME = expr` */
export interface Let {
  readonly kind: "let";
  readonly name: Ident;
  readonly value: Expr;
  readonly span: Span;
}

/** `mask = expr`, `score = expr`; the name says which section. */
export interface Section {
  readonly kind: "section";
  readonly name: Ident;
  readonly value: Expr;
  /** What is shown of it, on one line, where that is not the text of its value. */
  readonly text?: string | undefined;
  readonly span: Span;
}

export type Expr = NumberLiteral | BoolLiteral | Name | Unary | Binary | Conditional | Call | Index | MaskOf | Block;

/** A literal with a point or an exponent is `f32`, any other `i32`; `inf` is the f32 infinity. */
export interface NumberLiteral {
  readonly kind: "number";
  readonly value: number;
  readonly type: "i32" | "f32";
  readonly span: Span;
}

export interface BoolLiteral {
  readonly kind: "bool";
  readonly value: boolean;
  readonly span: Span;
}

export interface Name {
  readonly kind: "name";
  readonly name: string;
  readonly span: Span;
}

export interface Unary {
  readonly kind: "unary";
  readonly op: OpName;
  readonly operand: Expr;
  readonly spelling?: string | undefined;
  readonly span: Span;
}

export interface Binary {
  readonly kind: "binary";
  readonly op: OpName;
  readonly left: Expr;
  readonly right: Expr;
  readonly spelling?: string | undefined;
  readonly span: Span;
}

/** `test ? then : otherwise` */
export interface Conditional {
  readonly kind: "conditional";
  readonly test: Expr;
  readonly then: Expr;
  readonly otherwise: Expr;
  readonly spelling?: string | undefined;
  readonly span: Span;
}

/** A call of an operation (`op` set: the spelling was a row of the table) or of the user's helper (`op` unset). */
export interface Call {
  readonly kind: "call";
  readonly callee: Ident;
  readonly op?: OpName | undefined;
  readonly args: readonly Expr[];
  readonly span: Span;
}

/** `a[i, j]` or `a[i][j]`; in TypeScript `a(i, j)`. */
export interface Index {
  readonly kind: "index";
  readonly base: Ident;
  readonly indices: readonly Expr[];
  readonly span: Span;
}

/** `causal.mask`: the mask of another attention. */
export interface MaskOf {
  readonly kind: "mask-of";
  readonly attention: Ident;
  readonly span: Span;
}

/** Local values, then a value: the body of a TypeScript function. The DSL has no spelling for it. */
export interface Block {
  readonly kind: "block";
  readonly lets: readonly Let[];
  readonly value: Expr;
  readonly span: Span;
}
