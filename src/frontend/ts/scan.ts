/** @file JavaScript text → tokens, one at a time. Strings and templates are one token each: nothing in them can matter to a variant. */
export interface Token {
  readonly kind: "name" | "number" | "string" | "template" | "mark" | "end" | "unknown";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A line break stands between the token before and this one. */
  readonly breaks: boolean;
}

const blank = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
/** Marks of several characters, longer ones before those that they begin with. */
const marks = ">>>= ... === !== **= <<= >>= >>> &&= ||= ??= => == != <= >= && || ?? ?. ++ -- ** << >> += -= *= /= %= &= |= ^=".split(" ");
/** `?.` before a digit is a question and a number. */
const escape = (mark: string): string => mark.replace(/[.*+?|^]/g, "\\$&") + (mark === "?." ? "(?!\\d)" : "");
const rows: readonly (readonly [Token["kind"], RegExp])[] = [
  ["number", /(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)n?/y],
  ["name", /[\p{ID_Start}$_][\p{ID_Continue}$\u200C\u200D]*/uy],
  ["string", /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y],
  ["template", /`(?:[^`\\]|\\[^])*`/y],
  ["mark", new RegExp(`${marks.map(escape).join("|")}|[-+*/%&|^~!<>=?:;,.(){}[\\]#@]`, "y")],
];

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** The token at or behind an offset. */
export function scan(text: string, from: number): Token {
  const gap = match(blank, text, from) ?? "";
  const start = from + gap.length;
  const breaks = gap.includes("\n");
  for (const [kind, pattern] of rows) {
    const found = match(pattern, text, start);
    if (found) return { kind, text: found, start, end: start + found.length, breaks };
  }
  const kind = start >= text.length ? "end" : "unknown";
  return { kind, text: text.slice(start, start + 1), start, end: Math.min(start + 1, text.length), breaks };
}

/** All tokens of a text, the end token last. */
export function scanAll(text: string): Token[] {
  const tokens = [scan(text, 0)];
  while (tokens.at(-1)!.kind !== "end") tokens.push(scan(text, tokens.at(-1)!.end));
  return tokens;
}
