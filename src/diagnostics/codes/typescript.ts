/** @file The TypeScript front end (H4xx): what of a variant's functions and definition cannot be understood, each at its place. */
import { error, warning, type Diagnostic } from "../diagnostic.ts";
import type { Span } from "../span.ts";
import { didYouMean, suggest } from "../suggest.ts";

const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

/** One row per reason for which a construct is outside the subset: its code, and what to write instead. */
const reasons = {
  loop: ["H401", "every pair is computed on its own; write the value out, or compute it before and capture it as an input"],
  async: ["H402", "sections are plain functions that return a value"],
  mutation: ["H403", "name each value with a `const` of its own"],
  data: ["H404", "values are numbers and booleans; a table is a captured tensor, called with its indices"],
  instance: ["H405", "sections compute with numbers and booleans only"],
  this: ["H406", "everything a section needs is in its two arguments"],
  spread: ["H407", "name each argument"],
  optional: ["H408", "inputs and params are always there"],
  default: ["H409", "give the argument at each call"],
  uninitialised: ["H410", "write `const name = value`"],
  "nested-var": ["H411", "write `const`"],
  other: ["H412", undefined],
} as const;

/** A construct outside the subset; every reason has its own code. */
export const unsupported = (span: Span, reason: keyof typeof reasons, what: string): Diagnostic => {
  const [code, help] = reasons[reason];
  return error(code, `${what} cannot become part of a kernel`, { span, help });
};

export const runtimeValue = (span: Span, name: string, what: string | undefined, place: Span | undefined, help: string): Diagnostic =>
  error("H413", `\`${name}\` is ${what ?? "not known here"}`, {
    span,
    notes: place ? [{ message: "it comes from here", span: place }] : [],
    help,
  });

export const unknownMember = (span: Span, path: string, name: string, known: readonly string[]): Diagnostic => {
  const found = suggest(name, known);
  return error("H414", `there is no \`${path}.${name}\` that a kernel can compute`, {
    span,
    help: found === undefined ? undefined : `did you mean \`${path}.${found}\`?`,
  });
};

export const unknownPosition = (span: Span, name: string, known: readonly string[]): Diagnostic =>
  error("H415", `a section's first argument has no \`${name}\``, { span, help: didYouMean(name, known) ?? `it has ${list(known)}` });

export const unknownValue = (span: Span, name: string, known: readonly string[]): Diagnostic =>
  error("H416", `no input or param is named \`${name}\``, {
    span,
    help: didYouMean(name, known) ?? (known.length > 0 ? `there are ${list(known)}` : "declare it under `inputs` or `params`"),
  });

export const missingReturn = (span: Span): Diagnostic => error("H417", "not every path returns a value", { span, help: "end with a `return`" });

export const notFunction = (span: Span | undefined, what: string): Diagnostic =>
  error("H418", `${what} is not a function`, { span, help: "write `({ q_idx, kv_idx }) => …`" });

export const nativeFunction = (span: Span, name: string): Diagnostic =>
  error("H419", `the text of \`${name}\` cannot be read`, {
    span,
    help: "a bound or built-in function hides its text; wrap it in an arrow function and give what it needs under `scope`",
  });

export const dynamicDefinition = (span: Span, what: string): Diagnostic =>
  error("H420", `${what} cannot be read from the source text`, { span, help: "write it out as a literal inside `attention({ … })`" });

export const syntax = (span: Span, message: string): Diagnostic => error("H421", message, { span });

export const tooLarge = (span: Span, what: string): Diagnostic =>
  error("H422", `this is ${what}`, { span, help: "name parts of it with `const`, or make helpers of them" });

export const notScalar = (span: Span, what: string, help: string | undefined): Diagnostic =>
  error("H423", `${what} is used as a number`, { span, help });

export const notCallable = (span: Span, what: string): Diagnostic => error("H424", `${what} cannot be called`, { span });

export const otherPosition = (span: Span, attention: string): Diagnostic =>
  error("H425", `the mask of \`${attention}\` is asked at another position`, {
    span,
    help: "masks are composed at the same pair: pass the section's own arguments on",
  });

export const badDeclaration = (span: Span | undefined, name: string, wanted: string): Diagnostic =>
  error("H426", `\`${name}\` is not ${wanted}`, { span });

export const noAttention = (span: Span): Diagnostic =>
  error("H427", "this file exports no attention", { span, help: 'write `export const name = attention({ name: "name", … })`' });

export const unreadableFile = (span: Span | undefined, path: string): Diagnostic => error("H428", `cannot read ${JSON.stringify(path)}`, { span });

export const usedBeforeDeclared = (span: Span, name: string): Diagnostic => error("H429", `\`${name}\` is used before it is declared`, { span });

export const argumentCount = (span: Span, name: string, wanted: number, given: number): Diagnostic =>
  error("H430", `\`${name}\` takes ${wanted} argument${wanted === 1 ? "" : "s"} and is given ${given}`, { span });

export const badName = (span: Span | undefined, name: string): Diagnostic =>
  error("H431", `${JSON.stringify(name)} cannot be the name of an attention`, { span, help: "use letters, digits and `_`" });

export const localRecursion = (span: Span): Diagnostic =>
  error("H432", "this function calls itself", { span, help: "functions are inlined, so a call must end; write the recursion out" });

export const noEffect = (span: Span): Diagnostic => warning("W433", "this value is never used", { span });

export const textDisagrees = (span: Span | undefined, name: string): Diagnostic =>
  error("H434", `\`${name}\` does not do what its text says`, {
    span,
    help: "a bundler may have renamed what it closes over: give that in `scope` and take it from the second argument",
  });
