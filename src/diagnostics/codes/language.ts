/** @file Names and structure (H2xx) and types (H3xx): what the lowering of the surface tree finds wrong. */
import { counted } from "../counted.ts";
import { error, warning, type Diagnostic } from "../diagnostic.ts";
import type { Span } from "../span.ts";
import { didYouMean } from "../suggest.ts";

export const unknownName = (span: Span, name: string, known: Iterable<string>): Diagnostic =>
  error("H201", `unknown name \`${name}\``, { span, help: didYouMean(name, known) });

export const duplicateName = (span: Span, name: string, first: Span | undefined): Diagnostic =>
  error("H202", `\`${name}\` is declared twice`, { span, notes: first ? [{ message: "it is first declared here", span: first }] : [] });

export const reservedName = (span: Span, name: string): Diagnostic =>
  error("H203", `\`${name}\` is always in scope and cannot be declared`, { span, help: "choose another name" });

export const unknownSection = (span: Span, name: string, known: readonly string[]): Diagnostic =>
  error("H204", `unknown section \`${name}\``, {
    span,
    help: didYouMean(name, known) ?? `the sections are ${known.map((k) => `\`${k}\``).join(", ")}; a local value is written \`let ${name} = …\``,
  });

/** What lies between a name and itself. */
function through(chain: readonly string[]): { message: string }[] {
  const between = chain.slice(1, -1).map((name) => `\`${name}\``);
  return between.length > 0 ? [{ message: `through ${between.join(", ")}` }] : [];
}

export const recursion = (span: Span, chain: readonly string[]): Diagnostic =>
  error("H205", `\`${chain[0]}\` calls itself`, {
    span,
    notes: through(chain),
    help: "helpers are inlined, so a call must end; write the recursion out",
  });

export const unknownFunction = (span: Span, name: string, known: Iterable<string>): Diagnostic =>
  error("H206", `unknown function \`${name}\``, { span, help: didYouMean(name, known) });

export const calledTensor = (span: Span, name: string): Diagnostic =>
  error("H222", `\`${name}\` is a captured tensor and no function`, { span, help: `write \`${name}[…]\`` });

export const wrongArity = (span: Span, name: string, wanted: number, given: number): Diagnostic =>
  error("H207", `\`${name}\` takes ${counted(wanted, "argument")} and is given ${given}`, { span });

export const notATensor = (span: Span, name: string): Diagnostic =>
  error("H208", `\`${name}\` is not a captured tensor and has no elements`, { span, help: `declare \`input ${name}: f32[…]\` to index it` });

export const bareTensor = (span: Span, name: string, rank: number): Diagnostic =>
  error("H209", `\`${name}\` is a tensor of rank ${rank} and is used without an index`, { span, help: `write \`${name}[…]\`` });

export const unknownAttention = (span: Span, name: string, known: Iterable<string>): Diagnostic =>
  error("H210", `unknown attention \`${name}\``, { span, help: didYouMean(name, known) });

export const importNotFound = (span: Span, from: string): Diagnostic =>
  error("H211", `cannot read the import ${JSON.stringify(from)}`, { span, help: "imports are paths relative to this file" });

export const importCycle = (span: Span, from: string): Diagnostic =>
  error("H212", `the import of ${JSON.stringify(from)} leads back to this file`, { span });

export const missingExport = (span: Span, name: string, from: string, known: Iterable<string>): Diagnostic =>
  error("H213", `${JSON.stringify(from)} declares no \`${name}\``, { span, help: didYouMean(name, known) });

export const notConstant = (span: Span, name: string): Diagnostic =>
  error("H214", `\`const ${name}\` is not known at compile time`, {
    span,
    help: "use `let` for a value that varies, `param` for one given at a call",
  });

export const badDefault = (span: Span, name: string, type: string): Diagnostic =>
  error("H215", `the default of \`param ${name}\` must be a finite constant of type ${type}`, { span });

export const clashingInput = (span: Span, name: string, other: Span | undefined): Diagnostic =>
  error("H216", `\`${name}\` is declared differently in attentions whose masks are composed`, {
    span,
    notes: other ? [{ message: "the other declaration is here", span: other }] : [],
  });

export const badDim = (span: Span): Diagnostic => error("H217", "a dimension must be an i32 expression of size names and integers", { span });

export const functionAsValue = (span: Span, name: string): Diagnostic =>
  error("H218", `\`${name}\` is a function and is used without a call`, { span, help: `write \`${name}(…)\`` });

export const attentionAsValue = (span: Span, name: string): Diagnostic =>
  error("H223", `\`${name}\` is an attention and is used as a value`, { span, help: `write \`${name}.mask\` for its mask` });

export const maskCycle = (span: Span, name: string): Diagnostic => error("H219", `the mask of \`${name}\` is made of itself`, { span });

export const tensorOfTheCall = (span: Span, name: string): Diagnostic =>
  error("H220", `\`${name}\` is one of the call's own tensors and cannot be captured under that name`, { span, help: "choose another name" });

export const constantCycle = (span: Span, chain: readonly string[]): Diagnostic =>
  error("H221", `\`const ${chain[0]}\` is made of itself`, { span, notes: through(chain) });

export const operandTypes = (span: Span, spelling: string, types: readonly string[], wantsBool: boolean): Diagnostic =>
  error("H301", `\`${spelling}\` has no meaning for ${[types.slice(0, -1).join(", "), ...types.slice(-1)].filter(Boolean).join(" and ")}`, {
    span,
    help:
      types.includes("bool") || wantsBool
        ? "make a number of a bool with `c ? 1 : 0`, a bool of a number with a comparison"
        : "convert with `i32(…)` or `f32(…)`",
  });

export const sectionType = (span: Span, section: string, wanted: string, found: string): Diagnostic =>
  error("H302", `\`${section}\` must be ${wanted} and is ${found}`, {
    span,
    help: wanted === "bool" ? "compare it with something, for example `… != 0`" : undefined,
  });

export const hiddenName = (span: Span, section: string, name: string): Diagnostic =>
  error("H303", `\`${name}\` is not known in \`${section}\``, {
    span,
    help: "a mask decides from positions which scores are computed; a score can mask itself with `c ? score : -inf`",
  });

export const indexType = (span: Span, found: string): Diagnostic =>
  error("H304", `an index must be i32 and is ${found}`, { span, help: "convert with `i32(…)` or divide with `div(a, b)`" });

export const wrongRank = (span: Span, name: string, rank: number, given: number): Diagnostic =>
  error("H305", `\`${name}\` has ${counted(rank, "dimension")} and is given ${counted(given, "index").replace("indexs", "indices")}`, { span });

export const argumentType = (span: Span, name: string, wanted: string, found: string): Diagnostic =>
  error("H306", `\`${name}\` is ${wanted} and is given ${found}`, { span });

export const unusedInput = (span: Span, name: string): Diagnostic => warning("W201", `\`${name}\` is declared and never used`, { span });

export const unprovedRead = (span: Span | undefined, index: string, input: string, dim: string): Diagnostic =>
  warning("W301", `\`${index}\` is not proved to stay inside \`${input}\` (dimension ${dim}), so reads past its edge take the edge's value`, {
    span,
    help: `clamp the index, or declare the dimension so that it covers it`,
  });
