/**
 * @file The run-time route: an `attention({ … })`, whose functions are read from their own text, → surface file. What a function closes
 * over is looked up in the definition's `scope`.
 */
import * as codes from "#src/diagnostics/codes/typescript.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { Source, Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import { callNames, findOp, row } from "#src/ir/ops.ts";
import { storageTypes } from "#src/ir/types.ts";
import { sectionNames } from "#src/ir/variant.ts";
import { isAttention, plainSections, type AnyDefinition, type Closure, type Declaration } from "../attention.ts";
import { where } from "../functions.ts";
import { isBuiltin } from "./builtins.ts";
import { declaredAtRunTime, inputOf, paramOf, type Declared } from "./declarations.ts";
import type { JsExpr } from "./js-ast.ts";
import { parseFunction } from "./light.ts";
import { lowerDefinitions, type TypeScriptFile } from "./lower-definition.ts";
import type { Finder, JsDefinition, Meaning } from "./meaning.ts";

const freeNameHelp = "take it from the second argument and give it in the definition's `scope`, or compile the source file instead of the function";

/** What is shared while one definition is read. */
interface Reading {
  readonly report: Report;
  readonly definitions: Map<object, JsDefinition>;
}

/** Reads a definition; its mistakes are in the report. */
export function surfaceFromDefinition(definition: AnyDefinition, report: Report): TypeScriptFile {
  const root = readDefinition(definition, { report, definitions: new Map() });
  return lowerDefinitions([root], root.span, report, freeNameHelp);
}

const wholeSpan = (name: string, text: string): Span => ({ source: { name, text }, start: 0, end: text.length });

function readDefinition(definition: AnyDefinition, reading: Reading): JsDefinition {
  const known = reading.definitions.get(definition);
  if (known) return known;
  const name = String(definition.name);
  const span = wholeSpan(`<${name}>`, `attention({ name: ${JSON.stringify(name)} })`);
  const home = finderOf(definition.scope ?? {}, `${name}.scope`, reading);
  const read: JsDefinition = {
    key: definition,
    name: { name, span },
    inputs: readDeclarations(definition.inputs, `<${name}.inputs>`, reading).flatMap((declared) => inputOf(declared, reading.report) ?? []),
    params: readDeclarations(definition.params, `<${name}.params>`, reading).flatMap((declared) => paramOf(declared, reading.report) ?? []),
    sections: readSections(definition, name, span, home, reading.report),
    scope: home,
    span,
  };
  reading.definitions.set(definition, read);
  return read;
}

function readDeclarations(declarations: Readonly<Record<string, Declaration>>, origin: string, { report }: Reading): Declared[] {
  return Object.entries(declarations ?? {}).flatMap(([name, value]: [string, Partial<Declaration> | undefined]) => {
    const { kind, type, args } = value ?? {};
    if (kind === "declaration" && type && storageTypes.includes(type) && args) return declaredAtRunTime(origin, name, type, args);
    report.add(codes.badDeclaration(wholeSpan(origin, name), name, 'made by `f32`, `f16`, `i32`, `u32` or `bool`, as in `f32("Hq")`'));
    return [];
  });
}

function readSections(definition: AnyDefinition, name: string, span: Span, home: Finder, report: Report): JsDefinition["sections"] {
  return sectionNames.flatMap((section) => {
    const fn: unknown = definition[section];
    if (fn === plainSections[section]) return [];
    const origin = `${name}.${section}`;
    if (typeof fn !== "function") report.add(codes.notFunction(span, `\`${section}\``));
    const value = typeof fn === "function" ? readFunction(fn, origin, report) : undefined;
    return value ? [{ name: { name: section, span: value.span }, value, home }] : [];
  });
}

/** A function's own text as a tree. */
function readFunction(fn: Function, origin: string, report: Report): JsExpr | undefined {
  const source: Source = { name: `<${origin}>`, text: Function.prototype.toString.call(fn) };
  if (!isNative(source.text)) return parseFunction(source, report);
  report.add(codes.nativeFunction({ source, start: 0, end: source.text.length }, origin));
  return undefined;
}

const isNative = (text: string): boolean => /\{\s*\[native code\]\s*\}\s*$/.test(text);

/** Looks names up in run-time values; each is read when it is first asked for, and once. */
function finderOf(values: Closure, origin: string, reading: Reading, root?: Finder): Finder {
  const found = new Map<string, Meaning>();
  const find: Finder = (name) => {
    if (!Object.hasOwn(values, name)) return undefined;
    const meaning = found.get(name) ?? meaningOfValue(name, values[name], origin, reading, root ?? find);
    found.set(name, meaning);
    return meaning;
  };
  return find;
}

function meaningOfValue(name: string, value: unknown, origin: string, reading: Reading, home: Finder): Meaning {
  if (typeof value === "number" || typeof value === "boolean") return meaningOfConstant(name, value, origin);
  if (typeof value === "function") return meaningOfFunction(name, value, origin, reading.report, home);
  if (isAttention(value)) return { kind: "attention", key: value, name: String(value.name), read: () => readDefinition(value, reading) };
  const isPlain = typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
  if (isPlain) return { kind: "namespace", name, member: finderOf(value as Closure, `${origin}.${name}`, reading, home) };
  return {
    kind: "opaque",
    name,
    what: Array.isArray(value) || ArrayBuffer.isView(value) ? "an array" : `a run-time value (${value === null ? "null" : typeof value})`,
  };
}

function meaningOfConstant(name: string, value: number | boolean, origin: string): Meaning {
  if (Number.isNaN(value)) return { kind: "opaque", name, what: "not a number" };
  const text = `${name} = ${value}`;
  const source: Source = { name: `<${origin}>`, text };
  const span: Span = { source, start: text.length - String(value).length, end: text.length };
  const ident: ast.Ident = { name, span: { source, start: 0, end: name.length } };
  return { kind: "constant", key: { name }, name: ident, value: constantNode(value, span), home: () => undefined };
}

function constantNode(value: number | boolean, span: Span): JsExpr {
  if (typeof value === "boolean") return { kind: "boolean", value, span };
  if (value < 0 || Object.is(value, -0)) return { kind: "unary", operator: "-", operand: constantNode(-value, span), span };
  return value === Infinity ? { kind: "name", name: "Infinity", span } : { kind: "number", text: String(value), span };
}

function meaningOfFunction(name: string, fn: Function, origin: string, report: Report, home: Finder): Meaning {
  const path = builtinOf(fn);
  if (path !== undefined) return { kind: "builtin", path };
  const value = readFunction(fn, `${origin}.${name}`, report);
  if (value?.kind === "unsupported") report.add(codes.unsupported(value.span, value.reason, value.what));
  if (value?.kind !== "function") return { kind: "broken" };
  return { kind: "function", key: fn, name: { name, span: value.span }, value, home };
}

/** The path of a function that Heed knows by heart: one of `Math`, or one that it exports itself. */
function builtinOf(fn: Function): string | undefined {
  if (fn === where) return findOp("ts", "where", "call") && "where";
  const math = Object.getOwnPropertyNames(Math).find((key) => Math[key as keyof typeof Math] === (fn as unknown));
  if (math !== undefined) return isBuiltin(`Math.${math}`) ? `Math.${math}` : undefined;
  return callNames("ts").find((path) => row(findOp("ts", path, "call")!).evaluate === fn);
}
