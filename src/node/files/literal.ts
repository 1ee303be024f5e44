/**
 * @file A strict reader for the headers of tensor files: JSON (`.safetensors`) and the Python literals of `.npy`. Unlike JSON.parse it
 * refuses a key given twice, keeps the order of keys and the text of numbers, and says where it stopped in words of its own. It scans by
 * hand, since a regular expression over a hostile header of 100 MB can exhaust the stack; nothing is ever evaluated.
 */
import { duplicateKey, headerSyntax, quote } from "#src/diagnostics/codes/files.ts";
import { fail } from "#src/diagnostics/report.ts";

/** A number as it was written: whether it is a whole number, and how large, is for the reader of the field to judge. */
export interface Numeral {
  readonly kind: "number";
  readonly text: string;
}

export type Literal = null | boolean | string | Numeral | readonly Literal[] | ReadonlyMap<string, Literal>;

/** What tells the two notations apart. */
export interface Notation {
  readonly space: string;
  readonly quotes: string;
  /** The value of a string token with its quotes, or `undefined` where it is not well formed. */
  readonly unquote: (token: string) => string | undefined;
  readonly number: RegExp;
  readonly words: ReadonlyMap<string, null | boolean>;
  /** The closing bracket of each kind of list. */
  readonly brackets: ReadonlyMap<string, string>;
  readonly trailingComma: boolean;
}

export const json: Notation = {
  space: " \t\r\n",
  quotes: '"',
  unquote: unquoteJson,
  number: /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/,
  words: new Map([
    ["null", null],
    ["true", true],
    ["false", false],
  ]),
  brackets: new Map([["[", "]"]]),
  trailingComma: false,
};

/** The part of Python's literals that numpy writes; Python 2 put an `L` behind whole numbers. */
export const python: Notation = {
  space: " \t\r\n",
  quotes: "'\"",
  unquote: (token) => (/[\\\n]/.test(token) ? undefined : token.slice(1, -1)),
  number: /^-?(\d+L?|\d+\.\d*([eE][+-]?\d+)?|\d+[eE][+-]?\d+)$/,
  words: new Map([
    ["None", null],
    ["True", true],
    ["False", false],
  ]),
  brackets: new Map([
    ["[", "]"],
    ["(", ")"],
  ]),
  trailingComma: true,
};

// Bounds on what a hostile header can cost: values take far more memory than the few characters they are written in.
const maxDepth = 8;
const maxValues = 1_000_000;
const maxNumber = 40;

interface Cursor {
  readonly text: string;
  readonly notation: Notation;
  readonly file: string;
  at: number;
  values: number;
}

/** Reads `text` as exactly one literal, or fails with a diagnostic that names `file`. */
export function parseLiteral(text: string, notation: Notation, file: string): Literal {
  const cursor: Cursor = { text, notation, file, at: 0, values: 0 };
  const value = readValue(cursor, 0);
  if (peek(cursor) !== "") unexpected(cursor, "the end of the header");
  return value;
}

/** The value as a whole number from 0 to 2⁵³−1, or `undefined`. */
export function wholeNumber(literal: Literal | undefined): number | undefined {
  if (!isNumeral(literal) || !/^\d+L?$/.test(literal.text)) return undefined;
  const value = Number(literal.text.replace("L", ""));
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The value in a few words, for messages. */
export function describeLiteral(literal: Literal | undefined): string {
  if (literal === undefined) return "nothing";
  if (isNumeral(literal)) return quote(literal.text);
  if (Array.isArray(literal)) return "a list";
  return literal instanceof Map ? "a table" : quote(JSON.stringify(literal));
}

function isNumeral(literal: Literal | undefined): literal is Numeral {
  return typeof literal === "object" && literal !== null && "kind" in literal;
}

function readValue(cursor: Cursor, depth: number): Literal {
  const char = peek(cursor);
  const { notation } = cursor;
  if (depth > maxDepth || ++cursor.values > maxValues) return unexpected(cursor, "a simpler header");
  if (char === "{") return readTable(cursor, depth);
  const close = notation.brackets.get(char);
  if (close !== undefined) return readList(cursor, close, depth);
  if (startsString(cursor)) return readString(cursor);
  return /[-\d]/.test(char) ? readNumber(cursor) : readWord(cursor);
}

function readTable(cursor: Cursor, depth: number): ReadonlyMap<string, Literal> {
  const table = new Map<string, Literal>();
  readItems(cursor, "}", () => {
    if (!startsString(cursor)) unexpected(cursor, "a quoted key");
    const key = readString(cursor);
    if (table.has(key)) fail(duplicateKey(cursor.file, key));
    if (peek(cursor) !== ":") unexpected(cursor, "`:`");
    cursor.at++;
    table.set(key, readValue(cursor, depth + 1));
  });
  return table;
}

function readList(cursor: Cursor, close: string, depth: number): Literal {
  const items: Literal[] = [];
  const endsInComma = readItems(cursor, close, () => void items.push(readValue(cursor, depth + 1)));
  const [only] = items;
  // (8) is a number in parentheses, (8,) a tuple.
  return close === ")" && items.length === 1 && only !== undefined && !endsInComma ? only : items;
}

/** Reads `open item, item, … close`; answers whether the last item had a comma behind it. */
function readItems(cursor: Cursor, close: string, readItem: () => void): boolean {
  cursor.at++;
  for (let first = true, comma = false; ; first = false) {
    if (peek(cursor) === close && (!comma || cursor.notation.trailingComma)) {
      cursor.at++;
      return comma;
    }
    if (!first && !comma) unexpected(cursor, `\`,\` or \`${close}\``);
    readItem();
    comma = peek(cursor) === ",";
    if (comma) cursor.at++;
  }
}

function startsString(cursor: Cursor): boolean {
  const char = peek(cursor);
  return char !== "" && cursor.notation.quotes.includes(char);
}

function readString(cursor: Cursor): string {
  const { text, at: start } = cursor;
  const delimiter = text[start];
  let end = start + 1;
  while (end < text.length && text[end] !== delimiter) end += text[end] === "\\" ? 2 : 1;
  if (end >= text.length) {
    cursor.at = text.length;
    return unexpected(cursor, "the end of a string");
  }
  cursor.at = end + 1;
  const value = cursor.notation.unquote(text.slice(start, end + 1));
  if (value !== undefined) return value;
  cursor.at = start;
  return unexpected(cursor, "a well-formed string");
}

function readNumber(cursor: Cursor): Numeral {
  const start = cursor.at;
  let end = start;
  while (end - start <= maxNumber && /[-+.\dA-Za-z_]/.test(cursor.text[end] ?? "")) end++;
  const text = cursor.text.slice(start, end);
  if (text.length > maxNumber || !cursor.notation.number.test(text)) unexpected(cursor, "a number");
  cursor.at = end;
  return { kind: "number", text };
}

function readWord(cursor: Cursor): null | boolean {
  for (const [word, value] of cursor.notation.words) {
    if (!cursor.text.startsWith(word, cursor.at)) continue;
    cursor.at += word.length;
    return value;
  }
  return unexpected(cursor, "a value");
}

/** The next character that is not space, or "" at the end. */
function peek(cursor: Cursor): string {
  const { text, notation } = cursor;
  while (cursor.at < text.length && notation.space.includes(text[cursor.at] as string)) cursor.at++;
  return text[cursor.at] ?? "";
}

function unexpected(cursor: Cursor, expected: string): never {
  const { file, text, at } = cursor;
  return fail(headerSyntax(file, expected, at, text.slice(at, at + 16)));
}

function unquoteJson(token: string): string | undefined {
  try {
    return JSON.parse(token) as string;
  } catch {
    return undefined;
  }
}
