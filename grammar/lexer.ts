/**
 * @file Text → tokens, by the token table alone. It does what chevrotain's own lexer would do with the table (a test holds the two equal),
 * at a small part of its size: that one checks and optimises tables that are not known beforehand.
 */
import type { IToken, TokenType } from "chevrotain";

/** What a text consists of; none of the lists overlap, and only blanks are in none. */
export interface Lexed {
  readonly tokens: IToken[];
  /** What the parser never sees, by the `group` of its row. */
  readonly groups: Readonly<Record<string, readonly IToken[]>>;
  /** Stretches of text that begin no token. */
  readonly gaps: readonly { readonly offset: number; readonly length: number }[];
}

export interface Lexer {
  tokenize(text: string): Lexed;
}

/** The group of what is dropped. */
export const blank = "blank";

/** Of the rows that match at a place the first one counts; a row with a `longer_alt` is a word, which has to be all that its alternative reads. */
export function createLexer(table: readonly TokenType[]): Lexer {
  const readable = table.filter(({ PATTERN }) => PATTERN !== undefined);
  const words = new Map(readable.filter(({ LONGER_ALT }) => LONGER_ALT).map((word) => [String(word.PATTERN), word]));
  const rows = readable.filter(({ LONGER_ALT }) => !LONGER_ALT);
  const anyRow = new RegExp(rows.map((row) => `(${sourceOf(row)})`).join("|"), "g");
  return {
    tokenize(text) {
      const tokens: IToken[] = [];
      const groups: Record<string, IToken[]> = {};
      const gaps: { offset: number; length: number }[] = [];
      let end = 0;
      const gapUntil = (offset: number): void => void (offset > end && gaps.push({ offset: end, length: offset - end }));
      for (const match of text.matchAll(anyRow)) {
        const [image] = match;
        const tokenType = words.get(image) ?? rows[match.indexOf(image, 1) - 1]!;
        const token = { image, startOffset: match.index, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx! };
        gapUntil(match.index);
        end = match.index + image.length;
        if (tokenType.GROUP === undefined) tokens.push(token);
        else if (tokenType.GROUP !== blank) (groups[tokenType.GROUP] ??= []).push(token);
      }
      gapUntil(text.length);
      return { tokens, groups, gaps };
    },
  };
}

/** The row's pattern as a part of a larger one. */
function sourceOf({ PATTERN }: TokenType): string {
  return PATTERN instanceof RegExp ? PATTERN.source : String(PATTERN).replace(/[^\w\s]/g, "\\$&");
}
