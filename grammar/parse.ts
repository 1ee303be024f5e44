/**
 * @file Text of a `.attn` file → surface tree. All mistakes of the file go into the report; what could be read is returned, so whoever
 * goes on asks the report first. Never throws, whatever the text.
 */
import type { IToken } from "chevrotain";
import * as H from "#src/diagnostics/codes/syntax.ts";
import type { Diagnostic } from "#src/diagnostics/diagnostic.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { Source, Span } from "#src/diagnostics/span.ts";
import type { Expr, File, FileItem } from "./ast.ts";
import { spanOf, type Context } from "./build-ast.ts";
import type { Lexed } from "./lexer.ts";
import { createParser, nestingLimit, TooDeep, type AttnParser } from "./parser.ts";
import { describeErrors, endOfFile } from "./syntax-errors.ts";
import { freeReservedNames, getVocabulary, markSections } from "./tokens.ts";
import { childrenOf, expressionsOf } from "./walk.ts";

/** How deep a finished expression may be; long chains of operators are as deep as they are long. */
const depthLimit = 500;

/** How many mistakes of one file are reported; nobody reads more, and each is drawn with its line. */
export const mistakesLimit = 100;

let parser: AttnParser | undefined;

/** Reads a file; call `report.stop()` before trusting the tree. */
export function parseAttn(source: Source, report: Report): File {
  const span = { source, start: 0, end: source.text.length };
  const lexed = getVocabulary().lexer.tokenize(source.text);
  const context: Context = { source, problems: [], ownNames: ownNames(lexed.tokens), wrapped: new Map() };
  for (const token of freeReservedNames(lexed.tokens, source.text)) context.problems.push(H.reservedName(spanOf(context, token), token.image));
  markSections(lexed.tokens, source.text);
  const items = parseTokens(context, lexed);
  const problems = [...lexicalProblems(context, lexed), ...context.problems];
  problems.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  problems.slice(0, mistakesLimit).forEach((problem) => report.add(problem));
  return { kind: "file", items, span };
}

/** The comments of a text, in order. */
export function commentsOf(source: Source): Span[] {
  const { groups } = getVocabulary().lexer.tokenize(source.text);
  return (groups["comments"] ?? []).map(({ startOffset, image }) => ({ source, start: startOffset, end: startOffset + image.length }));
}

function parseTokens(context: Context, { tokens, gaps: dropped, groups }: Lexed): readonly FileItem[] {
  parser ??= createParser();
  const gaps = [...dropped.map(({ offset }) => offset), ...(groups["unterminated"] ?? []).map(({ startOffset }) => startOffset)];
  try {
    const { items, errors } = parser.parse(tokens, context);
    context.problems.push(...describeErrors(context, errors.slice(0, 2 * mistakesLimit), tokens, gaps));
    return items.filter((item) => isShallow(context, item));
  } catch (thrown) {
    if (!(thrown instanceof TooDeep || thrown instanceof RangeError)) throw thrown;
    const at = thrown instanceof TooDeep ? spanOf(context, thrown.token) : endOfFile(context, tokens);
    context.problems.push(H.tooDeep(at.start < 0 ? endOfFile(context, tokens) : at, nestingLimit));
    return [];
  }
}

/** Names that the file defines with `fn` or imports, wherever they stand: a call of such a name is never a function of the op table. */
function ownNames(tokens: readonly IToken[]): Set<string> {
  const { fn, import: imports, From } = getVocabulary().tokens;
  const names = new Set<string>();
  let importing = false;
  tokens.forEach((token, at) => {
    if (token.tokenType === imports) importing = true;
    else if (token.tokenType === From || token.tokenType.name === "RCurly") importing = false;
    else if (importing || tokens[at - 1]?.tokenType === fn) names.add(token.image);
  });
  return names;
}

function isShallow(context: Context, item: FileItem): boolean {
  const deep = expressionsOf(item).find(isDeep);
  if (deep) context.problems.push(H.tooDeep({ ...deep.span, end: deep.span.start + 1 }, depthLimit));
  return deep === undefined;
}

/** Level by level, not by recursion: this is what keeps every later recursion safe. */
function isDeep(expr: Expr): boolean {
  let level: readonly Expr[] = [expr];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthLimit) return true;
    level = level.flatMap(childrenOf);
  }
  return false;
}

const instead: Readonly<Record<string, string>> = {
  "≤": "write `<=`",
  "≥": "write `>=`",
  "≠": "write `!=`",
  "−": "write `-`",
  "×": "write `*`",
  "·": "write `*`",
  "∧": "write `&&`",
  "∨": "write `||`",
  "∞": "write `inf`",
  "'": "strings are written in double quotes",
};

function lexicalProblems(context: Context, { groups, gaps, tokens }: Lexed): Diagnostic[] {
  const each = (found: readonly IToken[] | undefined, make: (span: Span) => Diagnostic): Diagnostic[] =>
    (found ?? []).map((token) => make(spanOf(context, token)));
  return [
    ...gaps.map(({ offset, length }) => {
      const text = context.source.text.slice(offset, offset + length);
      return H.unexpectedCharacter({ source: context.source, start: offset, end: offset + length }, text, instead[text[0]!]);
    }),
    ...each(groups["unterminated"], (span) => H.unterminatedComment({ ...span, end: span.start + 2 })),
    ...each(groups["semicolons"], H.semicolon),
    ...each(
      tokens.filter((token) => token.tokenType.name === "UnterminatedString"),
      H.unterminatedString,
    ),
  ];
}
