/**
 * @file From tokens and operands to surface nodes: literals with their checks, chains of operators folded by the precedence of the op
 * table. What is wrong is noted in the context; the node is built all the same.
 */
import type { IToken } from "chevrotain";
import type { Diagnostic } from "#src/diagnostics/diagnostic.ts";
import type { Source, Span } from "#src/diagnostics/span.ts";
import { didYouMean } from "#src/diagnostics/suggest.ts";
import * as H from "#src/diagnostics/codes/syntax.ts";
import { row, type OpName } from "#src/ir/ops.ts";
import type { Call, Expr, Ident, Index, NumberLiteral } from "./ast.ts";
import { dslOperators, foreignOperators, isComparison } from "./tokens.ts";

/** What one parse knows beside its tokens. */
export interface Context {
  readonly source: Source;
  readonly problems: Diagnostic[];
  /** Names the file defines or imports: they hide functions of the op table. */
  readonly ownNames: ReadonlySet<string>;
  /** The span with its parentheses of each expression that stands in some. */
  readonly wrapped: Map<Expr, Span>;
}

/** A part that the recovery may have left out. */
export type Maybe<T> = T | undefined;

const endOf = (token: IToken): number => token.startOffset + token.image.length;

/** The span from the first token to the last. */
export const spanOf = (context: Context, first: IToken, last: IToken = first): Span => ({
  source: context.source,
  start: first.startOffset,
  end: endOf(last),
});

export const ident = (context: Context, token: IToken): Ident => ({ name: token.image, span: spanOf(context, token) });

/** A span over two expressions, their own parentheses included. */
export function between(context: Context, first: Expr | Span, last: Expr | Span): Span {
  const outer = (part: Expr | Span): Span => ("kind" in part ? (context.wrapped.get(part) ?? part.span) : part);
  return { source: context.source, start: outer(first).start, end: outer(last).end };
}

/** All of them, or nothing if the recovery left one out. */
export function complete<T>(parts: readonly Maybe<T>[]): Maybe<readonly T[]> {
  return parts.includes(undefined) ? undefined : (parts as readonly T[]);
}

// ── Literals ──

const digits = "(?:\\d+(?:_\\d+)*)";
const integerShape = /^(?:0|[1-9]\d*(?:_\d+)*)$/;
const hexShape = /^0[xX][\dA-Fa-f]+(?:_[\dA-Fa-f]+)*$/;
const floatShape = new RegExp(`^(?:${digits}\\.${digits}?|\\.${digits}|${digits}(?=[eE]))(?:[eE][+-]?\\d+)?$`);
const largest = 2 ** 31 - 1;

/** The literal of a number token; `negated` lets the one integer through that fits only with its minus. */
export function numberLiteral(context: Context, token: IToken, negated = false): NumberLiteral {
  const span = spanOf(context, token);
  const text = token.image;
  const value = Number(text.replaceAll("_", ""));
  const type = integerShape.test(text) || hexShape.test(text) ? "i32" : "f32";
  if (type === "f32" && !floatShape.test(text)) context.problems.push(H.badNumber(span, text, whyBad(text)));
  else if (type === "i32" ? value > largest + Number(negated) : !Number.isFinite(Math.fround(value))) {
    context.problems.push(H.numberOutOfRange(span, text, type));
  }
  return { kind: "number", value, type, span };
}

function whyBad(text: string): string {
  if (/__|_$|_[.eE]|\._/.test(text)) return "an underscore stands between two digits";
  if (/^0[xX]/.test(text)) return "hexadecimal digits are 0 to 9 and a to f";
  if (/^0\d/.test(text)) return "write it without the leading zero";
  if (/^[\d_.]+[eE]$/.test(text)) return "digits are missing after the `e`";
  return "literals have no suffix: `1` is an i32, `1.0` an f32";
}

// ── Operators ──

/** Applies prefix operators, the innermost last. */
export function applyPrefixes(context: Context, prefixes: readonly IToken[], operand: Expr): Expr {
  return prefixes.reduceRight<Expr>((inner, token) => {
    const span = between(context, spanOf(context, token), inner);
    if (inner.kind === "number" && inner.value > largest && inner.type === "i32") return { ...inner, value: -inner.value, span };
    return { kind: "unary", op: dslOperators().prefix.get(token.image)!, operand: inner, span };
  }, operand);
}

/** Whether these prefixes negate the literal that follows them: only then may it be 2147483648. */
export function negates(prefixes: readonly IToken[]): boolean {
  const last = prefixes.at(-1);
  return last !== undefined && row(dslOperators().prefix.get(last.image)!).evaluate(1) === -1;
}

/** Folds `a + b * c …` by precedence; operators of one precedence group to the left. */
export function foldChain(context: Context, operands: readonly Expr[], operators: readonly IToken[]): Expr {
  const ops = operators.map((token) => infixOp(context, token));
  let at = 0;
  const climb = (loosest: number): Expr => {
    let left = operands[at]!;
    for (let op = ops[at]; op !== undefined && row(op).precedence! >= loosest; op = ops[at]) {
      const token = operators[at++]!;
      const right = climb(row(op).precedence! + 1);
      checkChain(context, op, token, left, right);
      left = { kind: "binary", op, left, right, span: between(context, left, right) };
    }
    return left;
  };
  return climb(0);
}

function infixOp(context: Context, token: IToken): OpName {
  const { infix } = dslOperators();
  const instead = foreignOperators[token.image];
  if (instead === undefined) return infix.get(token.image)!;
  context.problems.push(H.foreignOperator(spanOf(context, token), token.image, instead));
  return infix.values().next().value!;
}

function checkChain(context: Context, op: OpName, token: IToken, left: Expr, right: Expr): void {
  const bare = (e: Expr): boolean => e.kind === "binary" && isComparison(e.op) && !context.wrapped.has(e);
  const inner = bare(left) ? left : bare(right) ? right : undefined;
  if (!isComparison(op) || inner?.kind !== "binary" || token.image in foreignOperators) return;
  const names = [row(inner.op).dsl!, token.image] as const;
  const [first, second] = inner === left ? names : [names[1], names[0]];
  context.problems.push(H.chainedComparison(between(context, left, right), first, second));
}

// ── What follows a name ──

/** A call; `op` is set unless the file itself defines or imports the name. */
export function call(context: Context, callee: Ident, args: readonly Expr[], span: Span): Call {
  const op = context.ownNames.has(callee.name) ? undefined : dslOperators().call.get(callee.name);
  return op === undefined ? { kind: "call", callee, args, span } : { kind: "call", callee, op, args, span };
}

/** `a[i, j]`, also written `a[i][j]`. */
export const index = (base: Ident, indices: readonly Expr[], span: Span): Index => ({ kind: "index", base, indices, span });

/** The type a name spells, which must be one of `types`. */
export function typeNamed<T extends string>(context: Context, token: IToken, types: readonly T[]): Maybe<T> {
  const found = types.find((type) => type === token.image);
  if (found === undefined) {
    context.problems.push(H.unknownType(spanOf(context, token), token.image, types, didYouMean(token.image, types)));
  }
  return found;
}
