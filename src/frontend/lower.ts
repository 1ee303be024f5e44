/**
 * @file Surface file → variants: declarations, scopes, imports, composition of masks. The one lowering that every front end shares.
 * Comes in: the tree of `grammar/ast.ts`. Goes out: one `Variant` per attention, or diagnostics in the report.
 */
import * as codes from "#src/diagnostics/codes/language.ts";
import type { Diagnostic } from "#src/diagnostics/diagnostic.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import { foldNode } from "#src/ir/fold.ts";
import { createGraph, topological, transform, type Graph, type Node } from "#src/ir/node.ts";
import { builtinNames, builtins, inputsIn, sizeNames, variablesIn } from "#src/ir/variables.ts";
import { sectionNames, sectionRules, type Input, type Param, type SectionName, type Variant } from "#src/ir/variant.ts";
import { cycleTo, declareValue, lowerExpr, sameInput, type Lowering } from "./lower-expr.ts";
import { createScope, type Entry, type Scope } from "./scope.ts";

/** Finds the file an import names, seen from the file that imports it; `undefined` if there is none. */
export type ImportResolver = (from: string, importer: string) => ast.File | undefined;

/** Lowers every attention of a file. Errors are in the report; a variant with errors is left out. */
export function lowerFile(file: ast.File, report: Report, resolve: ImportResolver = () => undefined): Variant[] {
  const scope = fileScope(file, report, resolve, [file.span.source.name]);
  const attentions = file.items.filter((item) => item.kind === "attention");
  return attentions.flatMap((attention) => lowerAttention(attention, scope, report) ?? []);
}

/** The names a file declares and imports. Constants are lowered anew for each variant, as its graph is its own. */
function fileScope(file: ast.File, report: Report, resolve: ImportResolver, trail: readonly string[]): Scope {
  const scope = createScope();
  for (const item of file.items) {
    if (item.kind === "import") importNames(item, scope, report, resolve, trail);
    else declareOnce(item.name, fileEntry(item, scope), scope, report);
    if (item.kind === "fn") checkParams(item, report);
  }
  return scope;
}

/** A helper's parameters may hide any name, but not each other. */
function checkParams({ params }: ast.Fn, report: Report): void {
  for (const [i, { name }] of params.entries()) {
    const first = params.slice(0, i).find((param) => param.name.name === name.name);
    if (first) report.add(codes.duplicateName(name.span, name.name, first.name.span));
  }
}

function fileEntry(item: ast.Const | ast.Fn | ast.Attention, scope: Scope): Entry {
  if (item.kind === "attention") return { kind: "attention", attention: item, scope, span: item.name.span };
  if (item.kind === "fn") return { kind: "fn", fn: item, scope, span: item.name.span };
  return { kind: "constant", value: item.value, scope, span: item.name.span };
}

function importNames(item: ast.Import, scope: Scope, report: Report, resolve: ImportResolver, trail: readonly string[]): void {
  const importer = trail.at(-1)!;
  const file = resolve(item.from, importer);
  const isCycle = file && trail.includes(file.span.source.name);
  if (!file || isCycle) report.add(file ? codes.importCycle(item.span, item.from) : codes.importNotFound(item.span, item.from));
  const source = file && !isCycle ? fileScope(file, report, resolve, [...trail, file.span.source.name]) : undefined;
  for (const { name, span } of item.names) {
    const found = source?.find(name);
    if (source && !found) report.add(codes.missingExport(span, name, item.from, source.names("fn", "attention", "constant")));
    const before = scope.declare(name, found ?? { kind: "broken", span });
    if (before) report.add(codes.duplicateName(span, name, before.span));
  }
}

function declareOnce(name: ast.Ident, entry: Entry, scope: Scope, report: Report): void {
  if (builtinNames.includes(name.name)) report.add(codes.reservedName(name.span, name.name));
  const before = scope.declare(name.name, entry);
  if (before) report.add(codes.duplicateName(name.span, name.name, before.span));
}

/** One attention under way; composed attentions add their inputs and params to it. */
interface Building {
  readonly lowering: Lowering;
  readonly inputs: Map<string, Input>;
  readonly params: Map<string, Param>;
  /** The attentions whose masks are under way, this one first. */
  readonly composing: ast.Attention[];
}

function lowerAttention(attention: ast.Attention, scope: Scope, report: Report): Variant | undefined {
  const watched = watch(report);
  const building = startBuilding(attention, watched);
  const sections = lowerItems(attention, scope, building);
  const written = attention.items.filter((item) => item.kind === "section");
  // What a broken import or constant is used for is silent, but it is missing.
  if (watched.failed || written.length !== Object.keys(sections).length) return undefined;
  const { graph, names, spans } = building.lowering;
  const isUsed = usedBy(sections, [...building.inputs.values()]);
  const kept = (item: Input | Param): boolean => isUsed(item) || declares(attention, item.name);
  const [inputs, params] = [[...building.inputs.values()].filter(kept), [...building.params.values()].filter(kept)];
  for (const item of [...inputs, ...params]) {
    if (!isUsed(item) && item.span) report.add(codes.unusedInput(item.span, item.name));
  }
  return { name: attention.name.name, graph, inputs, params, sections, texts: textsOf(attention), names, spans };
}

/** A report that passes everything on and remembers whether there was an error, told before or not. */
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

const declares = (attention: ast.Attention, name: string): boolean =>
  attention.items.some((item) => (item.kind === "input" || item.kind === "param") && item.name.name === name);

/** Whether an input or param is read by a section, or by a dim, or introduces a size that is. */
function usedBy(sections: Variant["sections"], inputs: readonly Input[]): (item: Input | Param) => boolean {
  const roots = sectionNames.flatMap((name) => sections[name] ?? []);
  const read = inputsIn(roots);
  const values = variablesIn(roots);
  const sizes = (input: Input) => input.dims.flatMap((dim) => (dim.kind === "variable" && !sizeNames.includes(dim.name) ? dim.name : []));
  const isRead = (item: Input | Param) =>
    read.has(item.name) || values.has(item.name) || ("dims" in item && sizes(item).some((size) => values.has(size)));
  const needed = variablesIn(inputs.filter(isRead).flatMap(({ dims }) => dims));
  return (item) => isRead(item) || ("dims" in item && sizes(item).some((size) => needed.has(size)));
}

function textsOf(attention: ast.Attention): Variant["texts"] {
  const sections = attention.items.filter((item) => item.kind === "section");
  return Object.fromEntries(sections.map(({ name, value: { span }, text }) => [name.name, { text: text ?? excerpt(span), span }]));
}

/** The user's text of a place on one line, without comments. */
function excerpt(span: Span): string {
  const text = span.source.text.slice(span.start, span.end);
  return text
    .replace(/\/\/.*|\/\*[^]*?\*\//g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function startBuilding(attention: ast.Attention, report: Report): Building {
  const graph = createGraph();
  const building: Building = {
    inputs: new Map(),
    params: new Map(),
    composing: [attention],
    lowering: {
      graph,
      report,
      names: new Map(),
      spans: new Map(),
      calls: [],
      inlined: new Map(),
      maskOf: (reference, scope) => composeMask(reference, scope, building),
      constantOf: (name, value, home) => constantOf(name, value, home, building.lowering),
    },
  };
  return building;
}

/** The items of an attention in order; a later item sees the earlier ones. Sizes that dims introduce are known from the start. */
function lowerItems(attention: ast.Attention, home: Scope, building: Building): Partial<Record<SectionName, Node>> {
  const scope = createScope(home);
  const sections: Partial<Record<SectionName, Node>> = {};
  declareSizes(attention, scope, building.lowering.graph);
  for (const item of attention.items) {
    if (item.kind === "section") lowerSection(item, sections, scope, building.lowering);
    else if (isFreeName(item.name, building.lowering.report)) lowerDeclaration(item, scope, building);
  }
  return sections;
}

function isFreeName(name: ast.Ident, report: Report): boolean {
  const isReserved = builtinNames.includes(name.name);
  if (isReserved) report.add(codes.reservedName(name.span, name.name));
  return !isReserved;
}

/** A dim that is a bare unknown name introduces a size. */
function declareSizes(attention: ast.Attention, scope: Scope, graph: Graph): void {
  const own = attention.items.flatMap((item) => (item.kind === "section" ? [] : item.name.name));
  const dims = attention.items.flatMap((item) => (item.kind === "input" ? item.dims : []));
  for (const dim of dims) {
    if (dim.kind !== "name" || builtins[dim.name] || scope.find(dim.name) || own.includes(dim.name)) continue;
    scope.declare(dim.name, { kind: "value", node: graph.variable(dim.name, "i32"), span: dim.span });
  }
}

function lowerDeclaration(item: Exclude<ast.AttentionItem, ast.Section>, scope: Scope, building: Building): void {
  const { lowering } = building;
  switch (item.kind) {
    case "input":
      return declareShared(
        item,
        building.inputs,
        building.params,
        lowerInput(item, scope, building),
        (input) => ({ kind: "input", input, span: item.span }),
        scope,
        lowering,
      );
    case "param":
      return declareShared(
        item,
        building.params,
        building.inputs,
        lowerParam(item, scope, lowering),
        ({ name, type }) => ({ kind: "value", node: lowering.graph.variable(name, type) }),
        scope,
        lowering,
      );
    case "const":
      return declareValue(item.name, lowerConstant(item.name, item.value, scope, lowering), scope, lowering);
    case "let":
      return declareValue(item.name, lowerExpr(item.value, scope, lowering), scope, lowering);
    case "fn":
      checkParams(item, lowering.report);
      return declareOnce(item.name, { kind: "fn", fn: item, scope, span: item.name.span }, scope, lowering.report);
    default:
      return item satisfies never;
  }
}

/** Declares an input or param in its attention's scope and in the variant, where a composed attention may have put the same one before. */
function declareShared<T extends Input | Param>(
  item: ast.Input | ast.Param,
  table: Map<string, T>,
  others: ReadonlyMap<string, Input | Param>,
  made: T | undefined,
  entry: (made: T) => Entry,
  scope: Scope,
  lowering: Lowering,
): void {
  const { name, span } = item.name;
  const before = scope.declare(name, made ? { ...entry(made), span } : { kind: "broken", span });
  if (before) lowering.report.add(codes.duplicateName(span, name, before.span));
  if (!made || before) return;
  const shared = table.get(name) ?? others.get(name);
  if (shared && !sameDeclaration(shared, made)) lowering.report.add(codes.clashingInput(span, name, shared.span));
  if (!shared) table.set(name, made);
}

function sameDeclaration(a: Input | Param, b: Input | Param): boolean {
  if ("dims" in a && "dims" in b) return sameInput(a, b);
  return "value" in a && "value" in b && a.type === b.type && a.value === b.value;
}

/** A call gives its tensors by name, captured ones among these. */
const callTensors: readonly string[] = ["q", "k", "v", "out", "lse"];

function lowerInput(item: ast.Input, scope: Scope, { lowering, params }: Building): Input | undefined {
  const dims = item.dims.map((dim) => {
    const lowered = lowerExpr(dim, scope, lowering);
    const node = lowered && foldAll(lowering.graph, lowered);
    if (node && isDim(node, params)) return node;
    if (node) lowering.report.add(codes.badDim(dim.span));
    return undefined;
  });
  if (callTensors.includes(item.name.name)) lowering.report.add(codes.tensorOfTheCall(item.name.span, item.name.name));
  return dims.every((dim) => dim !== undefined) ? { name: item.name.name, type: item.type, dims, span: item.span } : undefined;
}

/** Sizes and integers only: no index, no param, no tensor. */
function isDim(node: Node, params: Building["params"]): boolean {
  const isSize = (name: string): boolean => (builtins[name] ? builtins[name].size === true : !params.has(name));
  return topological([node]).every((part) => part.type === "i32" && part.kind !== "load" && (part.kind !== "variable" || isSize(part.name)));
}

function lowerParam(item: ast.Param, scope: Scope, lowering: Lowering): Param | undefined {
  const node = lowerExpr(item.value, scope, lowering);
  if (!node) return undefined;
  const value = foldAll(lowering.graph, item.type === "f32" && node.type === "i32" ? lowering.graph.apply("to_f32", node) : node);
  if (value.kind === "constant" && value.type === item.type && Number.isFinite(value.value)) {
    return { name: item.name.name, type: item.type, value: value.value, span: item.span };
  }
  lowering.report.add(codes.badDefault(item.value.span, item.name.name, item.type));
  return undefined;
}

/** A file's constant in this variant's graph. */
function constantOf(name: ast.Ident, value: ast.Expr, home: Scope, lowering: Lowering): Node | undefined {
  const cycle = cycleTo(value, lowering);
  if (cycle) {
    lowering.report.add(codes.constantCycle(name.span, cycle));
    return undefined;
  }
  lowering.calls.push({ declaration: value, name: name.name });
  const node = lowerConstant(name, value, createScope(home), lowering);
  lowering.calls.pop();
  return node;
}

/** A constant may be made of constants and of the sizes that are fixed when a kernel is compiled. */
function lowerConstant(name: ast.Ident, value: ast.Expr, scope: Scope, lowering: Lowering): Node | undefined {
  const lowered = lowerExpr(value, scope, lowering);
  const node = lowered && foldAll(lowering.graph, lowered);
  const compileTime = ["Hq", "Hkv", "D", "Dv"];
  if (!node || (inputsIn([node]).size === 0 && [...variablesIn([node])].every((used) => compileTime.includes(used)))) return node;
  lowering.report.add(codes.notConstant(value.span, name.name));
  return undefined;
}

function foldAll(graph: Graph, node: Node): Node {
  return transform(graph, [node], (part) => foldNode(graph, part))[0]!;
}

function lowerSection(item: ast.Section, sections: Partial<Record<SectionName, Node>>, scope: Scope, lowering: Lowering): void {
  const { report, graph } = lowering;
  const name = sectionNames.find((known) => known === item.name.name);
  const lowered = lowerExpr(item.value, scope, lowering);
  if (!name) {
    scope.declare(item.name.name, { kind: "broken", span: item.name.span });
    return report.add(codes.unknownSection(item.name.span, item.name.name, sectionNames));
  }
  if (sections[name]) return report.add(codes.duplicateName(item.name.span, name, undefined));
  if (!lowered) return;
  const { type, hidden } = sectionRules[name];
  const node = type === "f32" && lowered.type === "i32" ? graph.apply("to_f32", lowered) : lowered;
  if (node.type !== type) report.add(codes.sectionType(item.value.span, name, type, node.type));
  const seen = variablesIn([node]);
  const shown = hidden.find((variable) => seen.has(variable));
  if (shown) report.add(codes.hiddenName(spanOf(shown, item.value.span, lowering), name, shown));
  sections[name] = node;
}

function spanOf(variable: string, fallback: Span, lowering: Lowering): Span {
  return lowering.spans.get(lowering.graph.variable(variable, builtins[variable]!.type)) ?? fallback;
}

function composeMask(reference: ast.MaskOf, scope: Scope, building: Building): Node | undefined {
  const { report, graph } = building.lowering;
  const { name, span } = reference.attention;
  const entry = scope.find(name);
  if (entry?.kind === "broken") return undefined;
  if (entry?.kind !== "attention") {
    report.add(codes.unknownAttention(span, name, scope.names("attention")));
    return undefined;
  }
  if (building.composing.includes(entry.attention)) {
    report.add(codes.maskCycle(span, name));
    return undefined;
  }
  building.composing.push(entry.attention);
  const { mask } = lowerItems(entry.attention, entry.scope, building);
  building.composing.pop();
  const hasMask = entry.attention.items.some((item) => item.kind === "section" && item.name.name === "mask");
  return hasMask ? mask : graph.constant(1, "bool");
}
