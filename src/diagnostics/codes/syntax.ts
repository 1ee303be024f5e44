/** @file H1xx: what is wrong with the text of a `.attn` file before anybody asks what it means. */
import { error, type Diagnostic } from "../diagnostic.ts";
import type { Span } from "../span.ts";

/** A character that starts no token. */
export const unexpectedCharacter = (span: Span, characters: string, help?: string): Diagnostic =>
  error("H101", `the language has no character ${JSON.stringify(characters)}`, { span, help });

/** A token where another was due; `expected` says in plain words what. */
export const unexpectedToken = (span: Span, found: string, expected: string, help?: string): Diagnostic =>
  error("H102", `expected ${expected}, found ${found}`, { span, help });

/** `/*` without its end. */
export const unterminatedComment = (span: Span): Diagnostic => error("H103", "this comment never ends", { span, help: "close it with `*/`" });

/** `"` without its end on the same line. */
export const unterminatedString = (span: Span): Diagnostic =>
  error("H104", "this string does not end on its line", { span, help: 'close it with `"`' });

/** A bracket or brace that is still open where it cannot be. */
export const missingCloser = (span: Span, closer: string, opener?: Span): Diagnostic =>
  error("H105", `${closer} is missing`, { span, notes: opener ? [{ message: "opened here", span: opener }] : [] });

/** `a < b < c`. */
export const chainedComparison = (span: Span, first: string, second: string): Diagnostic =>
  error("H106", `\`${first}\` and \`${second}\` cannot be chained`, {
    span,
    help: "join two comparisons with `&&`, or put the first in parentheses to compare its truth value",
  });

/** A literal that is no number: `1__0`, `0x`, `12px`. */
export const badNumber = (span: Span, text: string, help: string): Diagnostic => error("H107", `\`${text}\` is not a number`, { span, help });

/** A literal that its type cannot hold. */
export const numberOutOfRange = (span: Span, text: string, type: "i32" | "f32"): Diagnostic =>
  error("H108", `\`${text}\` does not fit ${type}`, {
    span,
    help: type === "i32" ? "integers end at 2147483647; write a decimal point for an f32" : "f32 ends near 3.4e38; infinity is written `inf`",
  });

/** More levels of nesting than the compiler follows. */
export const tooDeep = (span: Span, limit: number): Diagnostic =>
  error("H109", `nested deeper than ${limit} levels`, { span, help: "name a part of it with `let`" });

/** `f(a,, b)`. */
export const extraComma = (span: Span): Diagnostic => error("H110", "nothing stands between these commas", { span, help: "remove one" });

/** A type that cannot stand here. */
export const unknownType = (span: Span, name: string, types: readonly string[], help?: string): Diagnostic =>
  error("H111", `\`${name}\` is not one of the types ${types.join(", ")}`, { span, help });

/** `;` between items. */
export const semicolon = (span: Span): Diagnostic =>
  error("H112", "items are not separated by semicolons", { span, help: "remove it; each item ends where the next begins" });

/** An operator of other languages. */
export const foreignOperator = (span: Span, operator: string, instead: string): Diagnostic =>
  error("H113", `the language has no operator \`${operator}\``, { span, help: `write ${instead}` });

/** `causal.score`: only a mask can be taken from another attention. */
export const onlyMask = (span: Span, attention: string, part: string): Diagnostic =>
  error("H114", `\`${part}\` cannot be taken from \`${attention}\``, { span, help: `only a mask can: \`${attention}.mask\`` });

/** `(a + b)[i]`, `f(x)[i]`, `3(x)`: only a name can be indexed or called. */
export const onlyNames = (span: Span, what: "called" | "indexed"): Diagnostic => error("H115", `only a name can be ${what}`, { span });

/** `let input = 3`. */
export const reservedName = (span: Span, name: string): Diagnostic =>
  error("H116", `\`${name}\` is a word of the language`, { span, help: "choose another name" });
