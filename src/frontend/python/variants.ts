/**
 * @file Python tree → surface file: which variants the file has, and each of them with the tensors, params and local values that it uses.
 */
import * as codes from "#src/diagnostics/codes/python.ts";
import type { Diagnostic } from "#src/diagnostics/diagnostic.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import type { PyModule, PyParam } from "#grammar/python/tree.ts";
import { childrenOf, expressionsOf } from "#grammar/walk.ts";
import { builtins } from "#src/ir/variables.ts";
import { sectionNames, type SectionName } from "#src/ir/variant.ts";
import { methodOf } from "./classes.ts";
import { createContext, type Context } from "./context.ts";
import { annotationOf, inputFrom, type Declarations } from "./declarations.ts";
import { evaluate, toScalar } from "./evaluate.ts";
import { callFunction, callValue, requiredParams } from "./functions.ts";
import { candidateOf, sectionOf, type Candidate } from "./mods.ts";
import { declaredValue, globalNamed, readModule, type Module } from "./module.ts";
import { variable } from "./scalars.ts";
import { broken, type FunctionValue, type Value } from "./value.ts";

/** What is wanted of a file. */
export interface Wanted {
  readonly declared: Declarations;
  /** What the file's mods together are called, where there is one of each kind. */
  readonly fileName: string;
  /** A mod or generator by its name, or a score mod and a mask mod, as `alibi+causal`; default: all that the file has. */
  readonly variant: string | undefined;
}

/** One variant to be built. */
interface Choice {
  readonly name: string;
  readonly mods: readonly Candidate[];
  /** Whether values that a generator lacks are an error. */
  readonly isAskedFor: boolean;
}

interface Reading {
  readonly tree: PyModule;
  readonly module: Module;
  readonly wanted: Wanted;
  readonly report: Report;
}

/** The attentions of a file. */
export function lowerModule(tree: PyModule, wanted: Wanted, report: Report): ast.File {
  const reading: Reading = { tree, module: readModule(tree.statements), wanted, report };
  const choices = wanted.variant === undefined ? allOf(reading) : chosen(wanted.variant, reading);
  const items = choices.flatMap((choice) => buildVariant(choice, reading) ?? []);
  return { kind: "file", items, span: tree.span };
}

const startOf = ({ span }: PyModule): Span => ({ ...span, end: span.start + 1 });

function candidates({ tree, module }: Reading): Candidate[] {
  return [...module.names.keys()].flatMap((name) => candidateOf(name, module, tree.statements) ?? []);
}

/**
 * `score_mod` and `mask_mod` are the file's one variant, whatever else helps them; so are one score mod and one mask mod under other names;
 * else every mod and generator is one. A file that defines nothing is plain attention.
 */
function allOf(reading: Reading): Choice[] {
  const { tree, module, wanted, report } = reading;
  const all = candidates(reading);
  const main = all.filter(({ name, section, isGenerator }) => name === `${section}_mod` && !isGenerator);
  const isPair = all.length === 2 && all.every(({ isGenerator }) => !isGenerator) && all[0]!.section !== all[1]!.section;
  if (main.length > 0 || isPair) return [{ name: wanted.fileName, mods: main.length > 0 ? main : all, isAskedFor: true }];
  if (all.length > 0) return all.map((mod) => ({ name: mod.name, mods: [mod], isAskedFor: all.length === 1 }));
  const isEmpty = [...module.names.values()].every(({ kind }) => kind === "import");
  if (isEmpty) return [{ name: wanted.fileName, mods: [], isAskedFor: true }];
  report.add(codes.noMod(startOf(tree)));
  return [];
}

function chosen(variant: string, reading: Reading): Choice[] {
  const { tree, module, wanted, report } = reading;
  const names = variant.split("+").map((name) => name.trim());
  const found = names.map((name) => candidateOf(name, module, tree.statements));
  if (!found[0] && names.length === 1 && variant === wanted.fileName) return allOf(reading).filter(({ name }) => name === variant);
  const missing = names.find((_, i) => !found[i]);
  const [first, second] = found;
  if (missing !== undefined) {
    const definition = module.names.get(missing);
    const known = candidates(reading).map(({ name }) => name);
    report.add(definition?.kind === "def" ? codes.notMod(definition.node.name.span, missing) : codes.unknownMod(startOf(tree), missing, known));
  } else if (names.length > 2 || (second && first!.section === second.section)) report.add(codes.sameKind(startOf(tree), names[0]!, names[1]!));
  else return [{ name: names.join("_"), mods: found as Candidate[], isAskedFor: true }];
  return [];
}

/** A report that passes on, and knows whether there was an error. */
function watch(report: Report): Report & { readonly failed: boolean } {
  const watched = {
    ...report,
    failed: false,
    add(diagnostic: Diagnostic) {
      watched.failed ||= diagnostic.severity === "error";
      report.add(diagnostic);
    },
  };
  return watched;
}

function buildVariant({ name, mods, isAskedFor }: Choice, reading: Reading): ast.Attention | undefined {
  const report = watch(reading.report);
  const context = createContext(report, reading.module, reading.wanted.declared);
  const sections: ast.Section[] = [];
  for (const section of sectionNames) {
    const mod = mods.find((each) => each.section === section);
    if (!mod) continue;
    const value = modOf(mod, isAskedFor, reading, context);
    if (!value) return undefined;
    sections.push(buildSection(section, value, reading, context));
  }
  if (report.failed) return undefined;
  return {
    kind: "attention",
    name: { name, span: startOf(reading.tree) },
    items: [...neededItems(context.items, sections), ...sections],
    span: reading.tree.span,
  };
}

/** The mod itself; `undefined` where a generator lacks values. */
function modOf({ name, isGenerator }: Candidate, isAskedFor: boolean, { tree, module }: Reading, context: Context): Value | undefined {
  const value = globalNamed(name, startOf(tree), context);
  if (!isGenerator || value.kind !== "function") return value;
  const definition = module.names.get(name);
  const place = definition?.kind === "def" ? definition.node.name.span : startOf(tree);
  const lacking: string[] = [];
  const keywords = new Map(value.node.params.flatMap((param) => argumentFor(param, value, context, lacking)));
  if (lacking.length === 0) return callFunction(value, { values: [], keywords }, place, context);
  for (const param of lacking) context.report.add((isAskedFor ? codes.missingValue : codes.leftOut)(place, name, param));
  return undefined;
}

/**
 * What a generator is called with: what the caller gives under the param's name, a tensor that its annotation declares, its default. A number
 * becomes a param of the variant, so that it can change from call to call.
 */
function argumentFor(param: PyParam, fn: FunctionValue, context: Context, lacking: string[]): readonly (readonly [string, Value])[] {
  const { name } = param.name;
  const given = context.declared.given.get(name) ?? context.declared.written.get(name);
  const input = inputFrom(param.name, param.annotation && annotationOf(param.annotation), context.report);
  if (given ?? input) return [[name, declaredValue((given ?? input)!, param.name.span, context)]];
  if (!param.value) {
    if (requiredParams(fn).includes(param)) lacking.push(name);
    return [];
  }
  const value = evaluate(param.value, fn.home, context);
  const isNumber = value.kind === "scalar" && value.known !== undefined && value.type !== "bool" && Number.isFinite(value.known);
  if (!isNumber) return [[name, value]];
  const item: ast.Param = { kind: "param", name: param.name, type: value.type!, value: value.expr, span: param.name.span };
  return [[name, declaredValue(item, param.name.span, context)]];
}

const positions: Readonly<Record<SectionName, readonly string[]>> = {
  mask: ["b", "h", "q_idx", "kv_idx"],
  score: ["score", "b", "h", "q_idx", "kv_idx"],
};

/** A section: the mod at the pair's position. */
function buildSection(section: SectionName, mod: Value, { tree }: Reading, context: Context): ast.Section {
  const place = placeOf(mod) ?? startOf(tree);
  const values = positions[section].map((name) => variable(name, builtins[name]!.type, place));
  const isMod = sectionOf(mod) === section;
  if (!isMod && mod.kind !== "broken" && mod.kind !== "opaque") context.report.add(codes.notMod(place, `${section}_mod`));
  const more = mod.kind === "function" ? mod.node.params.slice(values.length).flatMap((param) => argumentFor(param, mod, context, [])) : [];
  const called = isMod ? callValue(mod, { values, keywords: new Map(more) }, place, place, context) : broken;
  const result = mod.kind === "opaque" ? mod : called;
  const { expr } = toScalar(result, place, context);
  return { kind: "section", name: { name: section, span: place }, value: { ...expr, span: place }, text: oneLine(place), span: place };
}

/** What is shown of a mod: the value it returns, or its statements. */
function placeOf(mod: Value): Span | undefined {
  if (mod.kind === "combined") return mod.span;
  if (mod.kind === "partial") return placeOf(mod.callee);
  if (mod.kind === "instance") return placeOf(methodOf(mod.of, "__call__")!);
  if (mod.kind !== "function") return undefined;
  const { node } = mod;
  if (node.kind === "lambda") return node.body.span;
  const body = node.body.filter(({ kind }) => kind !== "expression" && kind !== "idle");
  const [first = node, ...others] = body;
  if (first.kind === "return" && first.value && others.length === 0) return first.value.span;
  return { ...first.span, end: (body.at(-1) ?? node).span.end };
}

/** The text on one line, without comments. */
function oneLine({ source, start, end }: Span): string {
  const lines = source.text.slice(start, end).split(/\r\n|\n|\r/);
  return lines
    .map((line) => line.replace(/\s#.*/, "").replace(/\\$/, "").trim())
    .filter(Boolean)
    .join(" ");
}

/** Items that the sections need, directly or through others; a tensor also where a size is read from it. */
function neededItems(items: readonly ast.AttentionItem[], sections: readonly ast.Section[]): ast.AttentionItem[] {
  const used = new Set(sections.flatMap(expressionsOf).flatMap(namesIn));
  const kept = new Set<ast.AttentionItem>();
  for (const item of items.toReversed()) {
    const sizes = item.kind === "input" ? item.dims.flatMap((dim) => (dim.kind === "name" ? dim.name : [])) : [];
    if (!used.has(item.name.name) && !sizes.some((size) => used.has(size) && !builtins[size])) continue;
    kept.add(item);
    expressionsOf(item)
      .flatMap(namesIn)
      .forEach((name) => used.add(name));
  }
  return items.filter((item) => kept.has(item));
}

function namesIn(expr: ast.Expr): string[] {
  const own = expr.kind === "name" ? [expr.name] : expr.kind === "index" ? [expr.base.name] : [];
  return [...own, ...childrenOf(expr).flatMap(namesIn)];
}
