/** @file What the parser stumbled over in a line, in plain words: chevrotain's exception → one diagnostic. */
import type { IParserErrorMessageProvider, IRecognitionException, IToken } from "chevrotain";
import * as codes from "#src/diagnostics/codes/python.ts";
import type { Diagnostic } from "#src/diagnostics/diagnostic.ts";
import { spanOf, type PyContext } from "./context.ts";
import type { PyReason } from "./tree.ts";

const endOfLine = "the end of the line";

/** In which rule a closing token ends a list, and what else may stand there. */
const lists: Readonly<Record<string, string>> = {
  call: "`,` or ",
  def: "`,` or ",
  subscript: "`,` or ",
  bracketed: "`,` or ",
  parenthesized: "an operator or ",
};

/** Chevrotain's messages, cut down to what was expected. */
export const expectation: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) => {
    if (expected.name === "EOF") return endOfLine;
    return (/^R(Paren|Square|Curly)$/.test(expected.name) ? (lists[ruleName] ?? "") : "") + (expected.LABEL ?? expected.name);
  },
  buildNotAllInputParsedMessage: () => endOfLine,
  buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? "something else",
  buildEarlyExitMessage: ({ customUserDescription }) => customUserDescription ?? "something else",
};

/** Words that show which construct was meant where an expression cannot go on. */
const constructs: Readonly<Record<string, readonly [PyReason, string]>> = {
  yield: ["suspend", "`yield`"],
  await: ["suspend", "`await`"],
};

/** The diagnostic of a line's first mistake. */
export function describeError(context: PyContext, error: IRecognitionException, tokens: readonly IToken[]): Diagnostic {
  const at = tokens.indexOf(error.token);
  const token = tokens[at];
  const construct = token && constructs[token.image];
  if (construct) return codes.unsupported(spanOf(context, token), ...construct);
  const last = spanOf(context, tokens.at(-1)!);
  const span = token ? spanOf(context, token) : { ...last, start: last.end - 1 };
  if (token?.image === "=") return codes.unexpectedToken(span, "`=`", "`==`");
  return codes.unexpectedToken(span, token ? `\`${token.image}\`` : endOfLine, error.message);
}
