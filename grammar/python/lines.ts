/**
 * @file Tokens → logical lines with the blocks below them. Inside brackets a line goes on; the blanks before its first token say whose block
 * it belongs to. So the parser reads one line at a time, and a mistake in one says nothing of the others.
 */
import type { IToken } from "chevrotain";
import * as codes from "#src/diagnostics/codes/python.ts";
import { spanOf, type PyContext } from "./context.ts";
import { getPyVocabulary } from "./tokens.ts";

/** A line without its line break, and the lines that are indented below it. */
export interface Line {
  readonly tokens: IToken[];
  readonly body: Line[];
  /** A bracket of it is never closed; its block may follow all the same. */
  readonly isBroken: boolean;
}

type Tokens = Pick<Line, "tokens" | "isBroken">;

/** How deep brackets and blocks may go. */
export const nestingLimit = 100;

const closers: Readonly<Record<string, string>> = { LParen: "RParen", LSquare: "RSquare", LCurly: "RCurly" };

/** Words that begin a statement and nothing else: behind one, no bracket of an earlier line is still open. */
const beginners = new Set(["def", "class", "return", "import", "while", "with", "try", "pass", "raise"]);

/** The lines of a file as a tree. */
export function linesOf(context: PyContext, tokens: readonly IToken[]): Line[] {
  return nest(context, logicalLines(context, tokens));
}

function logicalLines(context: PyContext, tokens: readonly IToken[]): Tokens[] {
  const { LineBreak } = getPyVocabulary().tokens;
  const lines: { tokens: IToken[]; isBroken: boolean }[] = [{ tokens: [], isBroken: false }];
  let open: IToken[] = [];
  let afterBreak = false;
  const endBroken = (opener: IToken): void => {
    const line = lines.at(-1)!;
    reportOpen(context, opener, line.tokens.at(-1)!);
    line.isBroken = true;
    open = [];
    lines.push({ tokens: [], isBroken: false });
  };
  for (const token of tokens) {
    if (token.tokenType === LineBreak) {
      if (open.length === 0) lines.push({ tokens: [], isBroken: false });
      afterBreak = true;
      continue;
    }
    if (afterBreak && open.length > 0 && beginners.has(token.image)) endBroken(open.at(-1)!);
    afterBreak = false;
    lines.at(-1)!.tokens.push(token);
    if (token.tokenType.name in closers) open.push(token);
    else if (Object.values(closers).includes(token.tokenType.name)) open.pop();
  }
  const last = open.at(-1);
  if (last) endBroken(last);
  return lines.filter((line) => line.tokens.length > 0);
}

const signs: Readonly<Record<string, string>> = { LParen: "`)`", LSquare: "`]`", LCurly: "`}`" };

function reportOpen(context: PyContext, opener: IToken, last: IToken): void {
  context.problems.push(codes.missingCloser(spanOf(context, last), signs[opener.tokenType.name]!, spanOf(context, opener)));
}

/** The column of a token; a tab goes on to the next multiple of eight. */
function columnOf({ source: { text } }: PyContext, { startOffset }: IToken): number {
  const begin = Math.max(text.lastIndexOf("\n", startOffset - 1), text.lastIndexOf("\r", startOffset - 1)) + 1;
  return Array.from(text.slice(begin, startOffset)).reduce((column, char) => {
    if (char === "\t") return column - (column % 8) + 8;
    return char === "\uFEFF" || char === "\f" ? column : column + 1;
  }, 0);
}

interface Block {
  readonly column: number;
  readonly lines: Line[];
}

function nest(context: PyContext, lines: readonly Tokens[]): Line[] {
  // A file pasted out of something larger may be indented as a whole.
  const root: Block = { column: lines[0] ? columnOf(context, lines[0].tokens[0]!) : 0, lines: [] };
  const blocks = [root];
  for (const { tokens, isBroken } of lines) {
    const column = columnOf(context, tokens[0]!);
    const at = spanOf(context, tokens[0]!);
    const before = blocks.at(-1)!.lines.at(-1);
    if (column > blocks.at(-1)!.column) {
      if (before && (opensBlock(before) || before.isBroken) && blocks.length <= nestingLimit) blocks.push({ column, lines: before.body });
      else context.problems.push(codes.badIndent(at, "indented for no reason"));
    } else {
      if (before && opensBlock(before)) context.problems.push(codes.missingBlock(lineSpan(context, before)));
      while (blocks.length > 1 && blocks.at(-1)!.column > column) blocks.pop();
      if (blocks.at(-1)!.column !== column) context.problems.push(codes.badIndent(at, "indented like no line before it"));
    }
    blocks.at(-1)!.lines.push({ tokens, body: [], isBroken });
  }
  const last = blocks.at(-1)!.lines.at(-1);
  if (last && opensBlock(last)) context.problems.push(codes.missingBlock(lineSpan(context, last)));
  return root.lines;
}

const lineSpan = (context: PyContext, { tokens }: Line): ReturnType<typeof spanOf> => spanOf(context, tokens[0]!, tokens.at(-1)!);

/** Words whose statements have a block. */
const blockWords = /^(def|class|if|elif|else|for|while|with|try|except|finally|async)$/;

/** A line that ends in `:` is followed by a block, and so is one whose colon was forgotten, which the parser will say. */
function opensBlock({ tokens, body }: Line): boolean {
  const { Colon } = getPyVocabulary().tokens;
  const isForgotten = blockWords.test(tokens[0]!.image) && tokens.every(({ tokenType }) => tokenType !== Colon);
  return body.length === 0 && (tokens.at(-1)!.tokenType === Colon || isForgotten);
}
