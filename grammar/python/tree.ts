/** @file The tree of a Python file, as far as Heed has to understand one: expressions, functions, assignments, `if`, `return`. */
import type { Span } from "#src/diagnostics/span.ts";
import type { Ident } from "../ast.ts";

/** Why a construct cannot become part of a kernel; the diagnostics have a row for each. */
export type PyReason = "loop" | "class" | "block" | "mutation" | "data" | "suspend" | "spread" | "test" | "walrus" | "other";

export type PyExpr =
  | PyNumber
  | PyString
  | PyConstant
  | PyName
  | PyAttribute
  | PyCall
  | PySubscript
  | PyUnary
  | PyBinary
  | PyCompare
  | PyConditional
  | PyLambda
  | PyList
  | PyComprehension
  | PyUnsupported;

/** An integer has no point and no exponent, and any size. */
export interface PyNumber {
  readonly kind: "number";
  readonly value: number;
  readonly isFloat: boolean;
  readonly span: Span;
}

export interface PyString {
  readonly kind: "string";
  readonly value: string;
  readonly span: Span;
}

export interface PyConstant {
  readonly kind: "constant";
  readonly value: "True" | "False" | "None" | "...";
  readonly span: Span;
}

export interface PyName {
  readonly kind: "name";
  readonly name: string;
  readonly span: Span;
}

export interface PyAttribute {
  readonly kind: "attribute";
  readonly object: PyExpr;
  readonly name: Ident;
  readonly span: Span;
}

export interface PyCall {
  readonly kind: "call";
  readonly callee: PyExpr;
  readonly args: readonly PyArgument[];
  readonly span: Span;
}

export interface PyArgument {
  /** `name=value` */
  readonly keyword?: Ident | undefined;
  /** `*value` */
  readonly isSpread?: boolean;
  readonly value: PyExpr;
}

export interface PySubscript {
  readonly kind: "subscript";
  readonly object: PyExpr;
  readonly indices: readonly PyExpr[];
  readonly span: Span;
}

export interface PyUnary {
  readonly kind: "unary";
  readonly operator: string;
  readonly operand: PyExpr;
  readonly span: Span;
}

export interface PyBinary {
  readonly kind: "binary";
  readonly operator: string;
  readonly left: PyExpr;
  readonly right: PyExpr;
  readonly span: Span;
}

/** `a < b <= c`: each operand is computed once. */
export interface PyCompare {
  readonly kind: "compare";
  readonly first: PyExpr;
  readonly rest: readonly { readonly operator: string; readonly operand: PyExpr; readonly span: Span }[];
  readonly span: Span;
}

/** `then if test else otherwise` */
export interface PyConditional {
  readonly kind: "conditional";
  readonly test: PyExpr;
  readonly then: PyExpr;
  readonly otherwise: PyExpr;
  readonly span: Span;
}

export interface PyLambda {
  readonly kind: "lambda";
  readonly params: readonly PyParam[];
  readonly body: PyExpr;
  readonly span: Span;
}

/** A tuple or a list. */
export interface PyList {
  readonly kind: "list";
  readonly items: readonly PyExpr[];
  readonly span: Span;
}

/** `value for target in values if test` */
export interface PyComprehension {
  readonly kind: "comprehension";
  readonly value: PyExpr;
  readonly target: PyExpr;
  readonly values: PyExpr;
  readonly test?: PyExpr | undefined;
  readonly span: Span;
}

export interface PyUnsupported {
  readonly kind: "unsupported";
  readonly reason: PyReason;
  readonly what: string;
  readonly span: Span;
}

export interface PyParam {
  readonly name: Ident;
  readonly annotation?: PyExpr | undefined;
  readonly value?: PyExpr | undefined;
  /** `*name` takes what is left over. */
  readonly isRest?: boolean;
  /** Behind a `*`. */
  readonly isKeywordOnly?: boolean;
}

export type PyStatement = PyDef | PyClass | PyReturn | PyAssign | PyIf | PyFor | PyExpression | PyImport | PyIdle | PyUnsupportedStatement;

export interface PyDef {
  readonly kind: "def";
  readonly name: Ident;
  readonly params: readonly PyParam[];
  readonly body: readonly PyStatement[];
  readonly decorators: readonly PyExpr[];
  readonly span: Span;
}

/** A class, whose objects may be mods. */
export interface PyClass {
  readonly kind: "class";
  readonly name: Ident;
  readonly body: readonly PyStatement[];
  readonly decorators: readonly PyExpr[];
  readonly span: Span;
}

export interface PyReturn {
  readonly kind: "return";
  readonly value?: PyExpr | undefined;
  readonly span: Span;
}

/** `a = b`, `a: T = b`, `a: T`, `a += b` (as `a = a + b`). */
export interface PyAssign {
  readonly kind: "assign";
  readonly target: PyExpr;
  readonly annotation?: PyExpr | undefined;
  readonly value?: PyExpr | undefined;
  readonly isAugmented?: boolean;
  readonly span: Span;
}

export interface PyIf {
  readonly kind: "if";
  readonly test: PyExpr;
  readonly then: readonly PyStatement[];
  readonly otherwise: readonly PyStatement[];
  readonly span: Span;
}

export interface PyFor {
  readonly kind: "for";
  readonly target: PyExpr;
  readonly values: PyExpr;
  readonly body: readonly PyStatement[];
  readonly span: Span;
}

export interface PyExpression {
  readonly kind: "expression";
  readonly value: PyExpr;
  readonly span: Span;
}

/** `import a.b as c` binds `c` to `a.b`, `from a import b` binds `b` to `a.b`. */
export interface PyImport {
  readonly kind: "import";
  readonly names: readonly { readonly name: Ident; readonly path: string }[];
  readonly span: Span;
}

/** `pass`, `assert …`, a docstring: nothing that a kernel would feel. */
export interface PyIdle {
  readonly kind: "idle";
  readonly span: Span;
}

/** A statement that is not understood, with the names that it may give a value. */
export interface PyUnsupportedStatement {
  readonly kind: "unsupported";
  readonly reason: PyReason;
  readonly what: string;
  readonly names: readonly string[];
  readonly span: Span;
}

/** A file, with its comments for whoever looks for a header in them. */
export interface PyModule {
  readonly statements: readonly PyStatement[];
  readonly comments: readonly Span[];
  readonly span: Span;
}
