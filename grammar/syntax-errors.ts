/**
 * @file What the parser stumbled over, in plain words: chevrotain's exceptions → diagnostics. One per place: what follows from an error
 * that was reported already is left out.
 */
import type { IParserErrorMessageProvider, IRecognitionException, IToken } from "chevrotain";
import * as H from "#src/diagnostics/codes/syntax.ts";
import type { Diagnostic } from "#src/diagnostics/diagnostic.ts";
import type { Span } from "#src/diagnostics/span.ts";
import { didYouMean } from "#src/diagnostics/suggest.ts";
import { spanOf, type Context } from "./build-ast.ts";
import { getVocabulary, reservedWords } from "./tokens.ts";

const fileItems = "`attention`, `fn`, `const` or `import`";
const attentionItems = "an item such as `mask = …` or `input`, or `}`";

/** In which rule a closing token ends a list, and what else may stand there. */
const lists: Readonly<Record<string, string>> = {
  import: "`,` or ",
  fn: "`,` or ",
  inputItem: "`,` or ",
  reference: "`,` or ",
  parenthesized: "an operator or ",
};

/** Chevrotain's messages, cut down to what was expected; {@link describeErrors} makes the sentence. */
export const expectation: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) => {
    if (expected.name === "EOF") return fileItems;
    if (ruleName === "attention" && expected.name === "RCurly") return attentionItems;
    return (closers.has(expected.name) ? (lists[ruleName] ?? "") : "") + (expected.LABEL ?? expected.name);
  },
  buildNotAllInputParsedMessage: () => fileItems,
  buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? attentionItems,
  buildEarlyExitMessage: ({ customUserDescription }) => customUserDescription ?? "something else",
};

const closers = new Map([
  ["RParen", "LParen"],
  ["RSquare", "LSquare"],
  ["RCurly", "LCurly"],
]);

/** The diagnostics of one parse's exceptions; nothing is said of a gap, where text was dropped and reported. */
export function describeErrors(
  context: Context,
  errors: readonly IRecognitionException[],
  tokens: readonly IToken[],
  gaps: readonly number[],
): Diagnostic[] {
  const seen = new Set<number>();
  return errors.flatMap((error) => {
    const at = error.token.startOffset < 0 ? tokens.length : tokens.indexOf(error.token); // the end of the file has no place
    const [from, to] = [tokens[at - 1]?.startOffset ?? 0, tokens[at]?.startOffset ?? Infinity];
    if (seen.has(at) || gaps.some((offset) => offset >= from && offset < to)) return [];
    seen.add(at);
    return [describe(context, error, tokens, at)];
  });
}

function describe(context: Context, error: IRecognitionException, tokens: readonly IToken[], at: number): Diagnostic {
  const token = tokens[at];
  const span = token ? spanOf(context, token) : endOfFile(context, tokens);
  const closer = /`([)\]}])`$/.exec(error.message)?.[1];
  if (closer !== undefined && (!token || beginsItem(token) || closers.has(token.tokenType.name))) {
    const opener = lastOpen(tokens, at);
    return H.missingCloser(span, `\`${closer}\``, opener && spanOf(context, opener));
  }
  const after = tokens[at - 1];
  if (token && after && endsOperand.has(after.tokenType.name) && ["LParen", "LSquare"].includes(token.tokenType.name)) {
    return H.onlyNames(span, token.tokenType.name === "LParen" ? "called" : "indexed");
  }
  return H.unexpectedToken(span, token ? found(token) : "the end of the file", error.message, token && help(tokens, at, error.message));
}

/** What an operand other than a name ends with. */
const endsOperand = new Set(["RParen", "RSquare", "Number", "word true", "word false", "word inf"]);

/** The last character that is not blank. */
export function endOfFile(context: Context, tokens: readonly IToken[]): Span {
  const last = tokens.at(-1);
  const end = last ? spanOf(context, last).end : context.source.text.length;
  return { source: context.source, start: Math.max(0, end - 1), end };
}

const found = (token: IToken): string => (token.tokenType.name === "String" ? "a string" : `\`${token.image}\``);

const isReserved = (token: IToken): boolean => (reservedWords as readonly string[]).includes(token.image);

function beginsItem(token: IToken): boolean {
  const { SectionName, true: yes, false: no, inf } = getVocabulary().tokens;
  return token.tokenType === SectionName || (isReserved(token) && ![yes, no, inf].includes(token.tokenType));
}

/** The bracket that is still open before a token. */
function lastOpen(tokens: readonly IToken[], at: number): IToken | undefined {
  const openers = [...closers.values()];
  let closed = 0;
  for (let i = at - 1; i >= 0; i--) {
    const name = tokens[i]!.tokenType.name;
    if (closers.has(name)) closed++;
    else if (openers.includes(name) && closed-- === 0) return tokens[i];
  }
  return undefined;
}

const words: Readonly<Record<string, string>> = { and: "`&&`", or: "`||`", not: "`!`", if: "`c ? a : b`", return: "the value alone" };

function help(tokens: readonly IToken[], at: number, expected: string): string | undefined {
  const { Assign, Name, Colon } = getVocabulary().tokens;
  const [before, token, after] = [tokens[at - 1], tokens[at]!, tokens[at + 1]];
  if (expected === "a name" && isReserved(token)) return `\`${token.image}\` is a word of the language; choose another name`;
  if (token.tokenType === Assign && expected === "`:`") return "a type is due, such as `: i32`";
  if (token.tokenType === Assign && before && (before.tokenType === Name || endsOperand.has(before.tokenType.name))) {
    return "a comparison is written `==`";
  }
  if (token.tokenType === Name && after?.tokenType === Colon) return `a section has no type: \`${token.image} = …\``;
  for (const { tokenType, image } of [token, ...(before ? [before] : [])]) {
    const instead = tokenType === Name && Object.hasOwn(words, image) ? words[image] : undefined;
    if (instead !== undefined) return `\`${image}\` is written ${instead}`;
  }
  return token.tokenType === Name ? didYouMean(token.image, reservedWords) : undefined;
}
