/**
 * @file Places in the user's text. A span is a half-open range of offsets in one source; line and column are worked out only when
 * somebody looks.
 */

/** A text the user wrote, under the name they know it by (a path, or `<alibi.score>` for a function met at run time). */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** `[start, end)` in UTF-16 units of `source.text`. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** One-based line and column, as editors show them. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** The line and column of an offset; an offset past the end is the place just behind the last character. */
export function locate(source: Source, offset: number): Location {
  const before = source.text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}

/** The smallest span that covers both; they must be of one source. */
export function joinSpans(first: Span, last: Span): Span {
  return { source: first.source, start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}
