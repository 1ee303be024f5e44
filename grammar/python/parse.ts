/**
 * @file Text of a `.py` file → Python tree. All mistakes of the file go into the report; what could be read is returned, so whoever goes on
 * asks the report first. Never throws, whatever the text.
 */
import type { IToken } from "chevrotain";
import * as codes from "#src/diagnostics/codes/python.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { Source, Span } from "#src/diagnostics/span.ts";
import { identOf, spanOf, type PyContext } from "./context.ts";
import { linesOf, nestingLimit, type Line } from "./lines.ts";
import { TooDeep } from "./expression-parser.ts";
import { createPyParser, type LineNode, type PyParser } from "./parser.ts";
import { describeError } from "./syntax-errors.ts";
import { getPyVocabulary } from "./tokens.ts";
import type { PyExpr, PyModule, PyReason, PyStatement } from "./tree.ts";
import { readImport } from "./imports.ts";

let parser: PyParser | undefined;

/** How many mistakes of one file are reported. */
const mistakesLimit = 100;

/** Reads a file; call `report.stop()` before trusting the tree. */
export function parsePython(source: Source, report: Report): PyModule {
  const { tokens, groups, gaps } = getPyVocabulary().lexer.tokenize(source.text);
  const context: PyContext = { source, problems: [], wrapped: new Map(), gaps: gaps.map(({ offset }) => offset) };
  for (const { offset, length } of gaps) {
    const span: Span = { source, start: offset, end: offset + length };
    context.problems.push(codes.unexpectedCharacter(span, source.text.slice(span.start, span.end)));
  }
  const { BrokenString } = getPyVocabulary().tokens;
  const broken = tokens.filter((token) => token.tokenType === BrokenString);
  for (const token of broken) context.problems.push(codes.unterminatedString(firstLine(spanOf(context, token))));
  const statements = readBlock(linesOf(context, tokens), context);
  context.problems.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  context.problems.slice(0, mistakesLimit).forEach((problem) => report.add(problem));
  const comments = (groups["comments"] ?? []).map((token) => spanOf(context, token));
  return { statements, comments, span: { source, start: 0, end: source.text.length } };
}

const firstLine = (span: Span): Span => ({ ...span, end: span.start + /^.*/.exec(span.source.text.slice(span.start, span.end))![0].length });

/** The statements of a block; `elif` and `else` go with the `if` before them. */
function readBlock(lines: readonly Line[], context: PyContext): PyStatement[] {
  const statements: PyStatement[] = [];
  let decorators: PyExpr[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const first = line.tokens[0]!;
    if (first.image === "@") {
      decorators.push(...readDecorator(line, context));
      continue;
    }
    const special = specialLine(line, decorators, context);
    const node = special ? undefined : readLine(line, context);
    if (special) statements.push(special);
    else if (node?.kind === "if") {
      const end = endOfBranches(lines, at);
      statements.push(...readIf(lines.slice(at, end), node, context));
      at = end - 1;
    } else if (node) statements.push(...statementsOf(node, line, decorators, context));
    decorators = [];
  }
  return statements;
}

function readDecorator({ tokens }: Line, context: PyContext): PyExpr[] {
  const { node, error } = read(() => (parser ??= createPyParser()).expression(tokens.slice(1), context), tokens, context);
  if (error) context.problems.push(describeError(context, error, tokens));
  return node ? [node] : [];
}

/** Of a line whose end was not found, or where characters were dropped, enough has been said. */
function readLine({ tokens, isBroken }: Line, context: PyContext): LineNode | undefined {
  if (isBroken || tokens.some((token) => token.tokenType === getPyVocabulary().tokens.BrokenString)) return undefined;
  const { node, error } = read(() => (parser ??= createPyParser()).line([...tokens], context), tokens, context);
  if (!error) return node;
  const { start, end } = spanOf(context, tokens[0]!, tokens.at(-1));
  if (context.gaps.some((offset) => offset >= start && offset < end)) return undefined;
  context.problems.push(describeError(context, error, tokens));
  return undefined;
}

function read<R>(parse: () => R, tokens: readonly IToken[], context: PyContext): R | { readonly node?: undefined; readonly error?: undefined } {
  try {
    return parse();
  } catch (thrown) {
    if (!(thrown instanceof TooDeep || thrown instanceof RangeError)) throw thrown;
    const at = thrown instanceof TooDeep && thrown.token.startOffset >= 0 ? thrown.token : tokens.at(-1)!;
    context.problems.push(codes.tooLarge(spanOf(context, at), `nested more than ${nestingLimit} deep`));
    return {};
  }
}

function statementsOf(node: LineNode, line: Line, decorators: readonly PyExpr[], context: PyContext): readonly PyStatement[] {
  const { tokens } = line;
  const span = spanOf(context, tokens[0]!, lastToken(line));
  switch (node.kind) {
    case "simple":
      return node.statements;
    case "def":
      return [{ kind: "def", name: identOf(context, node.name), params: node.params, body: bodyOf(node, line, context), decorators, span }];
    case "for":
      return [{ kind: "for", target: node.target, values: node.values, body: bodyOf(node, line, context), span }];
    default:
      context.problems.push(codes.unexpectedToken(spanOf(context, tokens[0]!), `\`${tokens[0]!.image}\``, "a statement"));
      return [];
  }
}

const bodyOf = (node: LineNode & { readonly inline: readonly PyStatement[] }, { body }: Line, context: PyContext): readonly PyStatement[] =>
  node.inline.length > 0 ? node.inline : readBlock(body, context);

function lastToken({ tokens, body }: Line): IToken {
  const last = body.at(-1);
  return last ? lastToken(last) : tokens.at(-1)!;
}

/** Behind the last branch of the `if` at `start`. */
function endOfBranches(lines: readonly Line[], start: number): number {
  let end = start + 1;
  while (lines[end]?.tokens[0]!.image === "elif") end++;
  return lines[end]?.tokens[0]!.image === "else" ? end + 1 : end;
}

function readIf(lines: readonly Line[], node: LineNode, context: PyContext): PyStatement[] {
  if ((node.kind !== "if" && node.kind !== "elif") || !node.test) return [];
  const [line, ...others] = lines;
  const next = others[0] && readLine(others[0], context);
  const otherwise = next?.kind === "else" ? bodyOf(next, others[0]!, context) : next ? readIf(others, next, context) : [];
  const span = spanOf(context, line!.tokens[0]!, lastToken(lines.at(-1)!));
  return [{ kind: "if", test: node.test, then: bodyOf(node, line!, context), otherwise, span }];
}

/** Statements that begin with such a word are not read any further. */
const unsupportedWords: Readonly<Record<string, readonly [PyReason, string]>> = {
  while: ["loop", "a `while` loop"],
  with: ["block", "a `with` block"],
  try: ["block", "a `try` block"],
  except: ["block", "an `except` block"],
  finally: ["block", "a `finally` block"],
  raise: ["block", "`raise`"],
  global: ["mutation", "`global`"],
  nonlocal: ["mutation", "`nonlocal`"],
  del: ["mutation", "`del`"],
  async: ["suspend", "`async`"],
  await: ["suspend", "`await`"],
  yield: ["suspend", "`yield`"],
  break: ["loop", "`break`"],
  continue: ["loop", "`continue`"],
};

/** A statement that its first word is enough for. */
function specialLine(line: Line, decorators: readonly PyExpr[], context: PyContext): PyStatement | undefined {
  const { tokens } = line;
  const { image } = tokens[0]!;
  const span = spanOf(context, tokens[0]!, tokens.at(-1));
  const name = tokens[1];
  if (image === "class" && name) {
    const body = readBlock(line.body, context);
    return { kind: "class", name: identOf(context, name), body, decorators, span: spanOf(context, tokens[0]!, lastToken(line)) };
  }
  if (image === "import" || image === "from") return readImport(tokens, context);
  const found = Object.hasOwn(unsupportedWords, image) ? unsupportedWords[image] : undefined;
  return found && { kind: "unsupported", reason: found[0], what: found[1], names: namesIn(line), span };
}

/** Every name that these lines could give a value: too many do no harm. */
function namesIn({ tokens, body }: Line): string[] {
  const { Name } = getPyVocabulary().tokens;
  const isDeclared = (at: number): boolean => {
    const next = tokens.slice(at).find(({ tokenType }) => tokenType !== Name && tokenType !== getPyVocabulary().tokens.Comma);
    return /^[^=<>!]*=$/.test(next?.image ?? "") || /^(def|class|as|for|import|global|nonlocal|del)$/.test(tokens[at - 1]?.image ?? "");
  };
  const own = tokens.flatMap(({ tokenType, image }, at) => (tokenType === Name && isDeclared(at) ? image : []));
  return [...new Set([...own, ...body.flatMap(namesIn)])];
}
