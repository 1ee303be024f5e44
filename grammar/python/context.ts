/** @file What the parse of one Python file knows beside its tokens. */
import type { IToken } from "chevrotain";
import type { Diagnostic } from "#src/diagnostics/diagnostic.ts";
import type { Source, Span } from "#src/diagnostics/span.ts";
import type { Ident } from "../ast.ts";
import type { PyExpr } from "./tree.ts";

export interface PyContext {
  readonly source: Source;
  readonly problems: Diagnostic[];
  /** Where characters were dropped that begin no token. */
  readonly gaps: readonly number[];
  /** The span with its parentheses of each expression that stands in some. */
  readonly wrapped: Map<PyExpr, Span>;
}

/** The span from the first token to the last. */
export const spanOf = ({ source }: PyContext, first: IToken, last: IToken = first): Span => ({
  source,
  start: first.startOffset,
  end: last.startOffset + last.image.length,
});

export const identOf = (context: PyContext, token: IToken): Ident => ({ name: token.image, span: spanOf(context, token) });

/** The span of an expression with its own parentheses. */
export const outerSpan = (context: PyContext, expr: PyExpr): Span => context.wrapped.get(expr) ?? expr.span;

/** A span over two places, their own parentheses included. */
export function between(context: PyContext, first: PyExpr | Span, last: PyExpr | Span): Span {
  const outer = (part: PyExpr | Span): Span => ("kind" in part ? outerSpan(context, part) : part);
  return { source: context.source, start: outer(first).start, end: outer(last).end };
}
