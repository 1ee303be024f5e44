/** @file The Python front end (H9xx): what is wrong with the text of a `.py` file, and what of its mods cannot be understood, each at its place. */
import { error, warning, type Diagnostic } from "../diagnostic.ts";
import type { Span } from "../span.ts";
import { didYouMean } from "../suggest.ts";

const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

// The text.

export const unexpectedCharacter = (span: Span, characters: string): Diagnostic =>
  error("H901", `the character ${JSON.stringify(characters)} has no meaning in Python`, { span });

export const unexpectedToken = (span: Span, found: string, expected: string): Diagnostic =>
  error("H902", `expected ${expected}, found ${found}`, { span });

export const unterminatedString = (span: Span): Diagnostic => error("H903", "this string never ends", { span });

/** `what` completes "this line is …". */
export const badIndent = (span: Span, what: string): Diagnostic =>
  error("H904", `this line is ${what}`, { span, help: "the lines of a block begin in the same column" });

export const missingBlock = (span: Span): Diagnostic => error("H905", "an indented block is missing after this line", { span });

export const missingCloser = (span: Span, closer: string, opener: Span): Diagnostic =>
  error("H906", `${closer} is missing`, { span, notes: [{ message: "opened here", span: opener }] });

export const badNumber = (span: Span, text: string): Diagnostic => error("H907", `\`${text}\` is not a number that a kernel can have`, { span });

export const tooLarge = (span: Span, what: string): Diagnostic =>
  error("H908", `this is ${what}`, { span, help: "name parts of it, or make helpers of them" });

// Constructs.

/** One row per reason for which a construct is outside the subset: its code, and what to write instead. */
const reasons = {
  loop: ["H910", "every pair is computed on its own; a loop may go over `range` of a known number or over a tuple, nothing else"],
  class: ["H911", "a class may have methods alone, `__init__` and `__call__` among them; or write a function that returns the mod"],
  block: ["H912", "mods and generators are plain functions"],
  mutation: ["H913", "give each value a name of its own"],
  data: ["H914", "mods compute with numbers and booleans; a table is a captured tensor, read at single indices"],
  suspend: ["H915", "mods are plain functions that return a value"],
  spread: ["H916", "name each argument"],
  test: ["H917", "compare numbers with `==`; `is` asks for `None` alone"],
  walrus: ["H918", "assign it on a line of its own"],
  other: ["H919", undefined],
} as const;

/** A construct outside the subset; every reason has its own code. */
export const unsupported = (span: Span, reason: keyof typeof reasons, what: string): Diagnostic => {
  const [code, help] = reasons[reason];
  return error(code, `${what} cannot become part of a kernel`, { span, help });
};

// Names.

export const unknownName = (span: Span, name: string, known: Iterable<string>): Diagnostic =>
  error("H920", `\`${name}\` is not known here`, {
    span,
    help:
      didYouMean(name, known) ??
      `give it, as a tensor or a param of that name; or declare it in the file: \`${name}: "f32[Hq]"\` for a tensor, \`${name} = 1\` for a number`,
  });

/** `what` completes "`x` is …". */
export const opaqueName = (span: Span, name: string, what: string, place: Span | undefined): Diagnostic =>
  error("H921", `\`${name}\` is ${what}`, { span, notes: place ? [{ message: "it comes from here", span: place }] : [] });

export const unassigned = (span: Span, name: string): Diagnostic =>
  error("H922", `\`${name}\` may have no value yet`, { span, help: "assign it on every path that leads here" });

export const unknownMember = (span: Span, what: string, name: string, known: readonly string[]): Diagnostic =>
  error("H923", `${what} has no \`${name}\` that a kernel can compute`, { span, help: didYouMean(name, known) });

// Values.

/** `what` is used where a number or a bool has to be. */
export const notScalar = (span: Span, what: string, help: string | undefined): Diagnostic =>
  error("H930", `${what} is used as a number`, { span, help });

export const notCallable = (span: Span, what: string): Diagnostic => error("H931", `${what} cannot be called`, { span });

export const badArguments = (span: Span, name: string, what: string): Diagnostic => error("H932", `\`${name}\` ${what}`, { span });

export const tooManyIndices = (span: Span, name: string, rank: number): Diagnostic =>
  error("H933", `\`${name}\` has ${rank === 1 ? "one dimension" : `${rank} dimensions`}, and this is one index more`, { span });

export const missingReturn = (span: Span): Diagnostic => error("H934", "not every path returns a value", { span, help: "end with a `return`" });

export const recursion = (span: Span, name: string): Diagnostic =>
  error("H935", `\`${name}\` leads back to itself`, { span, help: "functions are inlined, so a call must end; write the recursion out" });

export const integerPower = (span: Span): Diagnostic =>
  error("H936", "an integer to a power that varies has no exact value here", { span, help: "make the base a float, as in `2.0 ** x`" });

export const noEffect = (span: Span): Diagnostic => warning("W937", "this value is never used", { span });

/** `wanted` completes "… is not …". */
export const badDeclaration = (span: Span, name: string, wanted: string): Diagnostic => error("H938", `\`${name}\` is not ${wanted}`, { span });

// Mods.

export const missingValue = (span: Span, generator: string, name: string): Diagnostic =>
  error("H940", `\`${generator}\` needs a value for \`${name}\``, {
    span,
    help: `give it as a tensor or a param of that name, write a default, or call the generator: \`mod = ${generator}(…)\``,
  });

/** The same where other variants of the file do not need it. */
export const leftOut = (span: Span, generator: string, name: string): Diagnostic =>
  warning("W940", `\`${generator}\` is left out: it needs a value for \`${name}\``, {
    span,
    help: `give it as a tensor or a param of that name, write a default, or call the generator: \`mod = ${generator}(…)\``,
  });

export const notMod = (span: Span, name: string): Diagnostic =>
  error("H941", `\`${name}\` is no mod`, {
    span,
    help: "a score mod takes (score, b, h, q_idx, kv_idx), a mask mod (b, h, q_idx, kv_idx); a generator returns one of them",
  });

export const unknownMod = (span: Span, name: string, known: readonly string[]): Diagnostic =>
  error("H942", `the file has no mod \`${name}\``, {
    span,
    help: didYouMean(name, known) ?? (known.length > 0 ? `it has ${list(known)}` : undefined),
  });

export const sameKind = (span: Span, first: string, second: string): Diagnostic =>
  error("H943", `\`${first}\` and \`${second}\` are not a score mod and a mask mod`, {
    span,
    help: "masks are combined with `and_masks` and `or_masks`",
  });

export const noMod = (span: Span): Diagnostic =>
  error("H944", "this file has no mod", {
    span,
    help: "a score mod takes (score, b, h, q_idx, kv_idx), a mask mod (b, h, q_idx, kv_idx); a generator returns one of them",
  });
