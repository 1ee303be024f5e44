/** @file From tokens and operands to nodes of the Python tree: literals with their checks, chains of operators folded by precedence. */
import type { IToken } from "chevrotain";
import * as codes from "#src/diagnostics/codes/python.ts";
import { between, spanOf, type PyContext } from "./context.ts";
import { prefixPrecedence, pyOperators, signPrecedence } from "./tokens.ts";
import type { PyCompare, PyExpr, PyNumber, PyString } from "./tree.ts";

const digits = "\\d(?:_?\\d)*";
const shapes = {
  integer: new RegExp(`^(?:0(?:_?0)*|[1-9](?:_?\\d)*|0[xX](?:_?[\\dA-Fa-f])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)$`),
  float: new RegExp(`^(?:${digits}\\.(?:${digits})?|\\.${digits}|${digits}(?=[eE]))(?:[eE][+-]?${digits})?$`),
};

export function numberOf(context: PyContext, token: IToken): PyNumber {
  const isFloat = shapes.float.test(token.image);
  if (!isFloat && !shapes.integer.test(token.image)) context.problems.push(codes.badNumber(spanOf(context, token), token.image));
  return { kind: "number", value: Number(token.image.replaceAll("_", "")), isFloat, span: spanOf(context, token) };
}

/** What stands between the quotes; strings side by side are one. Escapes are left as they are: no string reaches a kernel. */
export function stringOf(context: PyContext, tokens: readonly IToken[]): PyString {
  const value = tokens.map(({ image }) => /^\w*("""|'''|"|')([^]*)\1$/.exec(image)?.[2] ?? "").join("");
  return { kind: "string", value, span: spanOf(context, tokens[0]!, tokens.at(-1)) };
}

/** An operand with the prefix operators before it. */
export interface Operand {
  readonly prefixes: readonly IToken[];
  readonly value: PyExpr;
}

/** To the next tighter level, whichever that is. */
const step = 0.1;

/** Chains longer than this are nobody's hand. */
const longest = 400;

/** Folds `a + b * not c …` by precedence; comparisons are chained, powers group to the right, all else to the left. */
export function foldChain(context: PyContext, operands: readonly Operand[], operators: readonly IToken[]): PyExpr {
  const tooLong = operators[longest] ?? operands.find(({ prefixes }) => prefixes.length > longest)?.prefixes[longest];
  if (!tooLong) return new Chain(context, operands, operators).climb(0);
  context.problems.push(codes.tooLarge(spanOf(context, tooLong), `longer than ${longest} operations`));
  return operands[0]!.value;
}

/** One chain on its way into a tree. */
class Chain {
  private at = 0;
  private readonly context: PyContext;
  private readonly operands: readonly Operand[];
  private readonly operators: readonly IToken[];

  constructor(context: PyContext, operands: readonly Operand[], operators: readonly IToken[]) {
    this.context = context;
    this.operands = operands;
    this.operators = operators;
  }

  /** What begins at the current operand behind its first `skipped` prefixes, with the operators that bind at least as tightly as `loosest`. */
  climb(loosest: number, skipped: number = 0): PyExpr {
    let left = this.prefixed(skipped, loosest);
    for (let next = this.next(loosest); next; next = this.next(loosest)) {
      left = next.isComparison ? this.compare(left, next.precedence) : this.binary(left, next.precedence);
    }
    return left;
  }

  private next(loosest: number): { readonly precedence: number; readonly isComparison: boolean } | undefined {
    const token = this.operators[this.at];
    if (!token) return undefined;
    const spelling = spelled(token);
    const precedence = pyOperators().precedence(spelling);
    return precedence >= loosest ? { precedence, isComparison: pyOperators().isComparison(spelling) } : undefined;
  }

  private binary(left: PyExpr, precedence: number): PyExpr {
    const operator = spelled(this.operators[this.at++]!);
    // A power takes signs on its right, and further powers.
    const right = this.climb(precedence > signPrecedence ? signPrecedence : precedence + step);
    return { kind: "binary", operator, left, right, span: between(this.context, left, right) };
  }

  private compare(first: PyExpr, precedence: number): PyExpr {
    const rest: PyCompare["rest"][number][] = [];
    while (this.next(precedence)?.isComparison) {
      const token = this.operators[this.at++]!;
      const operand = this.climb(precedence + step);
      rest.push({ operator: spelled(token), operand, span: spanOf(this.context, token) });
    }
    return { kind: "compare", first, rest, span: between(this.context, first, rest.at(-1)!.operand) };
  }

  private prefixed(index: number, loosest: number): PyExpr {
    const { prefixes, value } = this.operands[this.at]!;
    const token = prefixes[index];
    if (!token) return value;
    const precedence = prefixPrecedence(token.image);
    if (precedence < loosest) this.context.problems.push(codes.unexpectedToken(spanOf(this.context, token), `\`${token.image}\``, "an operand"));
    const operand = this.climb(precedence, index + 1);
    return { kind: "unary", operator: token.image, operand, span: between(this.context, spanOf(this.context, token), operand) };
  }
}

/** Operators of two words have one blank between them, whatever the text has. */
const spelled = ({ image }: IToken): string => image.replace(/\s+/g, " ");
