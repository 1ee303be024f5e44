/**
 * @file Tensors and params that are known by declaration: what the caller gives, comments `# heed: NAME: TYPE`, and annotations of the file.
 * `f32[Hq, Skv]` says type and dims, and so do the annotations of jaxtyping; `int` and `float` are numbers.
 */
import * as codes from "#src/diagnostics/codes/python.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import type { PyExpr, PyModule } from "#grammar/python/tree.ts";
import { storageTypes, type ScalarType, type StorageType } from "#src/ir/types.ts";
import type { Inputs, Params } from "../attention.ts";
import { declaredAtRunTime, inputOf, paramOf, type Declared } from "../ts/declarations.ts";

export interface Declarations {
  /** By the caller: they go before what the file says. */
  readonly given: ReadonlyMap<string, ast.Input | ast.Param>;
  /** By comments and annotations of the module. */
  readonly written: ReadonlyMap<string, ast.Input | ast.Param>;
}

export const noDeclarations: Declarations = { given: new Map(), written: new Map() };

/** What is declared for a file. */
export function readDeclarations(module: PyModule, inputs: Inputs, params: Params, report: Report): Declarations {
  const given = [
    ...Object.entries(inputs).map(([name, { type, args }]) => inputOf(declaredAtRunTime("<inputs>", name, type, args), report)),
    ...Object.entries(params).map(([name, { type, args }]) => paramOf(declaredAtRunTime("<params>", name, type, args), report)),
  ];
  const annotated = module.statements.flatMap((statement) => {
    if (statement.kind !== "assign" || !statement.annotation || statement.target.kind !== "name") return [];
    const { name, span } = statement.target;
    return inputFrom({ name, span }, annotationOf(statement.annotation), report) ?? [];
  });
  const written = [...annotated, ...module.comments.flatMap((comment) => fromComment(comment, report) ?? [])];
  const byName = (items: readonly (ast.Input | ast.Param | undefined)[]): Map<string, ast.Input | ast.Param> =>
    new Map(items.flatMap((item) => (item ? [[item.name.name, item] as const] : [])));
  return { given: byName(given), written: byName(written) };
}

const header = /^#\s*heed:\s*/;
const declaration = /^([A-Za-z_]\w*)\s*:\s*([^=]+?)\s*(?:=\s*(\S+)\s*)?$/;

/** `# heed: slope: f32[Hq]`, `# heed: window: i32 = 256`. */
function fromComment(comment: Span, report: Report): ast.Input | ast.Param | undefined {
  const text = comment.source.text.slice(comment.start, comment.end);
  const lead = header.exec(text)?.[0].length;
  if (lead === undefined) return undefined;
  const rest = text.slice(lead);
  const [, name, type, value] = declaration.exec(rest) ?? [];
  const at = (part: string, from = 0): Span => {
    const start = comment.start + lead + rest.indexOf(part, from);
    return { source: comment.source, start, end: start + part.length };
  };
  const annotation = type === undefined ? undefined : annotationIn(type, at(type, name!.length));
  const ident = name === undefined ? undefined : { name, span: at(name) };
  const input = ident && value === undefined ? inputFrom(ident, annotation, report) : undefined;
  const param =
    ident && value !== undefined && annotation?.kind === "scalar"
      ? paramFrom(ident, annotation.type, value, at(value, name!.length), report)
      : undefined;
  if (!input && !param) report.add(codes.badDeclaration(comment, rest.trim(), "a declaration such as `slope: f32[Hq]` or `window: i32 = 256`"));
  return input ?? param;
}

/** What an annotation says; one that says nothing of use is `undefined`. */
export type Annotation =
  | { readonly kind: "scalar"; readonly type: ScalarType }
  | { readonly kind: "dims"; readonly type: StorageType; readonly args: Declared["args"]; readonly span: Span }
  | { readonly kind: "tensor" }
  | undefined;

/** The annotation's own text, or what its string holds. */
export function annotationOf(expr: PyExpr): Annotation {
  const { source, start, end } = expr.span;
  const text = source.text.slice(start, end);
  const quote = expr.kind === "string" ? /^\w*("""|'''|"|')/.exec(text) : undefined;
  if (!quote) return annotationIn(text, expr.span);
  const inner = { source, start: start + quote[0].length, end: end - quote[1]!.length };
  return annotationIn(source.text.slice(inner.start, inner.end), inner);
}

const scalarNames: Readonly<Record<string, ScalarType>> = { int: "i32", i32: "i32", float: "f32", f32: "f32", bool: "bool" };
const jaxtypes: Readonly<Record<string, StorageType>> = {
  Float: "f32",
  Float32: "f32",
  Float16: "f16",
  BFloat16: "f16",
  Int: "i32",
  Integer: "i32",
  Int32: "i32",
  Int64: "i32",
  UInt32: "u32",
  Bool: "bool",
};

function annotationIn(text: string, span: Span): Annotation {
  const within = (part: string, from: number): Span => ({ source: span.source, start: span.start + from, end: span.start + from + part.length });
  const [, own, dims] = /^(\w+)\[([^]*)\]$/.exec(text) ?? [];
  const type = storageTypes.find((each) => each === own);
  if (type) return { kind: "dims", type, args: splitDims(dims!.trim() === "()" ? "" : dims!, /,(?![^(]*\))/g, own!.length + 1, within), span };
  const [, lead, jax, list] = /^((?:\w+\.)?(\w+)\[[^"']*,\s*["'])([^"']*)["']\s*\]$/.exec(text) ?? [];
  if (jax !== undefined && jaxtypes[jax]) return { kind: "dims", type: jaxtypes[jax], args: splitDims(list!, /\s+/g, lead!.length, within), span };
  if (scalarNames[text]) return { kind: "scalar", type: scalarNames[text] };
  return /(^|\.)(Long|Int|Float|Half|Bool)?Tensor$/.test(text) ? { kind: "tensor" } : undefined;
}

function splitDims(text: string, separator: RegExp, from: number, within: (part: string, from: number) => Span): Declared["args"] {
  const ends = [...text.matchAll(separator)].map(({ index, 0: match }) => [index, index + match.length] as const);
  const starts = [0, ...ends.map(([, end]) => end)];
  return starts.flatMap((start, i) => {
    const part = text.slice(start, ends[i]?.[0]);
    const value = part.trim();
    return value === "" ? [] : [{ value, span: within(value, from + start + part.indexOf(value)) }];
  });
}

/** The captured tensor that an annotation declares. */
export function inputFrom(name: ast.Ident, annotation: Annotation, report: Report): ast.Input | undefined {
  return annotation?.kind === "dims" ? inputOf({ name, type: annotation.type, args: annotation.args, span: annotation.span }, report) : undefined;
}

function paramFrom(name: ast.Ident, type: ScalarType, text: string, span: Span, report: Report): ast.Param | undefined {
  const value = type === "bool" ? text === "True" : Number(text.replaceAll("_", ""));
  return paramOf({ name, type, args: [{ value, span }], span }, report);
}
