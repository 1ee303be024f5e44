/** @file Where the light parser stands in its tokens, and the small moves on them. A move that cannot be made throws a diagnostic. */
import * as codes from "#src/diagnostics/codes/typescript.ts";
import { fail } from "#src/diagnostics/report.ts";
import type { Source, Span } from "#src/diagnostics/span.ts";
import type { Ident } from "#grammar/ast.ts";
import { maxNesting, type JsUnsupported, type Reason } from "./js-ast.ts";
import { scanAll, type Token } from "./scan.ts";

export interface Cursor {
  readonly source: Source;
  readonly tokens: readonly Token[];
  /** Index of an opening bracket → index of its closing one. */
  readonly closing: ReadonlyMap<number, number>;
  at: number;
  depth: number;
}

/** A cursor at the start of a text. */
export function createCursor(source: Source): Cursor {
  const tokens = scanAll(source.text);
  return { source, tokens, closing: matchBrackets(tokens), at: 0, depth: 0 };
}

function matchBrackets(tokens: readonly Token[]): Map<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (const [i, { kind, text }] of tokens.entries()) {
    if (kind !== "mark") continue;
    if ("([{".includes(text)) open.push(i);
    else if (")]}".includes(text)) closing.set(open.pop() ?? -1, i);
  }
  return closing;
}

export const peek = (c: Cursor, ahead = 0): Token => c.tokens[Math.min(c.at + ahead, c.tokens.length - 1)]!;
export const isText = (token: Token, text: string): boolean => token.text === text && (token.kind === "mark" || token.kind === "name");
export const sees = (c: Cursor, text: string): boolean => isText(peek(c), text);
export const spanOf = (c: Cursor, start: number, end: number): Span => ({ source: c.source, start, end });
/** From `start` to the end of the token just taken. */
export const since = (c: Cursor, start: number): Span => spanOf(c, start, c.tokens[c.at - 1]?.end ?? start);

export function take(c: Cursor): Token {
  const token = peek(c);
  if (token.kind !== "end") c.at++;
  return token;
}

export function accept(c: Cursor, text: string): boolean {
  const found = sees(c, text);
  if (found) c.at++;
  return found;
}

export function expect(c: Cursor, text: string): void {
  if (!accept(c, text)) unexpected(c, `\`${text}\``);
}

export function unexpected(c: Cursor, wanted: string): never {
  const { kind, text, start, end } = peek(c);
  return fail(codes.syntax(spanOf(c, start, end), `expected ${wanted}, found ${kind === "end" ? "the end" : `\`${text}\``}`));
}

export function ident(c: Cursor): Ident {
  const { kind, text, start, end } = peek(c);
  if (kind !== "name") unexpected(c, "a name");
  c.at++;
  return { name: text, span: spanOf(c, start, end) };
}

export function nested<T>(c: Cursor, rule: (c: Cursor) => T): T {
  if (++c.depth > maxNesting) fail(codes.tooLarge(spanOf(c, peek(c).start, peek(c).end), `nested more than ${maxNesting} deep`));
  const found = rule(c);
  c.depth--;
  return found;
}

export const unsupported = (span: Span, reason: Reason, what: string): JsUnsupported => ({ kind: "unsupported", reason, what, span });

/** Bracketed, separated by commas. */
export function list<T>(c: Cursor, open: string, close: string, element: (c: Cursor) => T): T[] {
  expect(c, open);
  const found: T[] = [];
  while (!sees(c, close)) {
    found.push(element(c));
    if (!accept(c, ",")) break;
  }
  expect(c, close);
  return found;
}

/** The key of an object literal or pattern. */
export function keyName(c: Cursor): Ident {
  const { kind, text, start, end } = take(c);
  if (kind !== "name" && kind !== "string" && kind !== "number") fail(codes.syntax(spanOf(c, start, end), "expected a name"));
  return { name: kind === "string" ? text.slice(1, -1) : text, span: spanOf(c, start, end) };
}
