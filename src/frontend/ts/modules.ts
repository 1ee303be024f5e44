/**
 * @file What names mean in TypeScript files: their own declarations, and imports followed from file to file. Syntax alone is read, no type
 * is checked, so it is quick. Node only.
 */
import { dirname, isAbsolute, join, relative } from "node:path";
import { ts, type Project } from "ts-morph";
import * as codes from "#src/diagnostics/codes/typescript.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { Source } from "#src/diagnostics/span.ts";
import type { Ident } from "#grammar/ast.ts";
import { isBuiltin } from "./builtins.ts";
import type { Finder, JsDefinition, Meaning } from "./meaning.ts";
import { spanOfNode, toJsExpr, toJsFunction, unwrap } from "./ts-nodes.ts";

/** A file and what is known of it. */
export interface Module {
  readonly file: ts.SourceFile;
  readonly source: Source;
  /** A name as code at the top level of the file sees it. */
  readonly find: Finder;
  /** A name as an import from the file sees it. */
  readonly exported: Finder;
}

/** One run over a file and those it imports. */
export interface Reading {
  readonly project: Project;
  readonly report: Report;
  /** The path of the first file, as the user gave it and in full. */
  readonly root: { readonly given: string; readonly full: string };
  readonly modules: Map<string, Module>;
  /** Reads the argument of an `attention(...)` call. */
  readonly define: (call: ts.CallExpression, module: Module) => JsDefinition | undefined;
}

/** The module at a path, read once; `undefined` if there is no such file. */
export function moduleAt(path: string, reading: Reading): Module | undefined {
  const file = reading.project.addSourceFileAtPathIfExists(path);
  if (!file) return undefined;
  const full = file.getFilePath();
  const known = reading.modules.get(full);
  if (known) return known;
  const module = createModule(file.compilerNode, shownPath(full, reading), reading);
  reading.modules.set(full, module);
  reportSyntax(module, reading.report);
  return module;
}

/** A path as the user would write it: seen from where they stood when they named the first file. */
function shownPath(full: string, { root }: Reading): string {
  const shown = join(dirname(root.given), relative(dirname(root.full), full));
  return full === root.full || isAbsolute(shown) ? root.given : shown;
}

function reportSyntax({ file, source }: Module, report: Report): void {
  const { parseDiagnostics = [] } = file as ts.SourceFile & { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };
  for (const { start, length, messageText } of parseDiagnostics) {
    const message = ts.flattenDiagnosticMessageText(messageText, " ").replace(/\.$/, "");
    report.add(codes.syntax({ source, start, end: start + length }, message.charAt(0).toLowerCase() + message.slice(1)));
  }
}

function createModule(file: ts.SourceFile, name: string, reading: Reading): Module {
  const source: Source = { name, text: file.text };
  const declared = new Map<string, () => Meaning>();
  const module: Module = { file, source, find: remember(declared), exported: (wanted) => findExport(wanted, module, reading, new Set()) };
  for (const statement of file.statements) declare(statement, module, declared, reading);
  return module;
}

/** Answers from a table of what is worked out when it is first asked for. */
function remember(table: ReadonlyMap<string, () => Meaning>): Finder {
  const found = new Map<string, Meaning>();
  return (name) => {
    const make = table.get(name);
    if (make && !found.has(name)) {
      found.set(name, { kind: "broken" });
      found.set(name, make());
    }
    return found.get(name);
  };
}

const identOf = (node: ts.Identifier, source: Source): Ident => ({ name: node.text, span: spanOfNode(node, source) });

function declare(statement: ts.Statement, module: Module, declared: Map<string, () => Meaning>, reading: Reading): void {
  const { source } = module;
  const opaque = (name: ts.Identifier, what: string) =>
    declared.set(name.text, () => ({ kind: "opaque", name: name.text, what, place: spanOfNode(name, source) }));
  if (ts.isImportDeclaration(statement)) declareImports(statement, module, declared, reading);
  else if (ts.isFunctionDeclaration(statement)) {
    const { name } = statement;
    if (name && statement.body) declared.set(name.text, () => functionMeaning(statement, identOf(name, source), module, reading));
  } else if (ts.isVariableStatement(statement)) {
    const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!ts.isIdentifier(name)) continue;
      if (isConst && initializer) declared.set(name.text, () => meaningOfNode(initializer, identOf(name, source), module, reading));
      else opaque(name, isConst ? "declared elsewhere" : "a variable that can change");
    }
  } else if (ts.isClassDeclaration(statement) && statement.name) opaque(statement.name, "a class");
  else if (ts.isEnumDeclaration(statement)) opaque(statement.name, "an enum");
}

function functionMeaning(node: ts.FunctionLikeDeclaration, name: Ident, { source, find }: Module, { report }: Reading): Meaning {
  const value = toJsFunction(node, source);
  if (value.kind === "function") return { kind: "function", key: node, name, value, home: find };
  if (value.kind === "unsupported") report.add(codes.unsupported(value.span, value.reason, value.what));
  return { kind: "broken" };
}

/** What a constant's initialiser makes it. */
export function meaningOfNode(wrapped: ts.Expression, name: Ident, module: Module, reading: Reading): Meaning {
  const node = unwrap(wrapped);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return functionMeaning(node, name, module, reading);
  if (isAttentionCall(node, module)) {
    let definition: { readonly read: JsDefinition | undefined } | undefined;
    const read = (): JsDefinition | undefined => (definition ??= { read: reading.define(node, module) }).read;
    return { kind: "attention", key: node, name: name.name, read };
  }
  if (ts.isObjectLiteralExpression(node)) return objectMeaning(node, name, module, reading);
  if (ts.isIdentifier(node))
    return module.find(node.text) ?? { kind: "constant", key: node, name, value: toJsExpr(node, module.source), home: module.find };
  return { kind: "constant", key: node, name, value: toJsExpr(node, module.source), home: module.find };
}

/** Whether a node is a call of Heed's `attention`, under whatever name it was imported. */
export function isAttentionCall(node: ts.Node, { find }: Module): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  const { expression: callee } = node;
  if (ts.isIdentifier(callee)) return isDefiner(find(callee.text));
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return false;
  const home = find(callee.expression.text);
  return home?.kind === "namespace" && isDefiner(home.member(callee.name.text));
}

const isDefiner = (meaning: Meaning | undefined): boolean => meaning?.kind === "opaque" && meaning.what === heedExport("attention");

/** How a meaning says that it is one of Heed's own exports. */
export const heedExport = (name: string): string => `Heed's \`${name}\``;

function objectMeaning(node: ts.ObjectLiteralExpression, name: Ident, module: Module, reading: Reading): Meaning {
  const table = new Map<string, () => Meaning>();
  for (const property of node.properties) {
    const key = property.name;
    if (!key || !(ts.isIdentifier(key) || ts.isStringLiteral(key))) continue;
    const ident: Ident = { name: `${name.name}_${key.text}`, span: spanOfNode(key, module.source) };
    if (ts.isPropertyAssignment(property)) table.set(key.text, () => meaningOfNode(property.initializer, ident, module, reading));
    else if (ts.isMethodDeclaration(property)) table.set(key.text, () => functionMeaning(property, ident, module, reading));
    else if (ts.isShorthandPropertyAssignment(property))
      table.set(key.text, () => module.find(key.text) ?? { kind: "opaque", name: key.text, what: "not known here" });
  }
  return { kind: "namespace", name: name.name, member: remember(table) };
}

// Imports and exports

function declareImports(
  { importClause, moduleSpecifier }: ts.ImportDeclaration,
  module: Module,
  declared: Map<string, () => Meaning>,
  reading: Reading,
): void {
  if (!importClause || importClause.phaseModifier === ts.SyntaxKind.TypeKeyword || !ts.isStringLiteral(moduleSpecifier)) return;
  const { name, namedBindings } = importClause;
  const lookUp = (local: ts.Identifier, wanted: string) => declared.set(local.text, () => imported(wanted, local, moduleSpecifier, module, reading));
  if (name) lookUp(name, "default");
  if (namedBindings && ts.isNamespaceImport(namedBindings)) {
    const local = namedBindings.name;
    declared.set(local.text, () => ({
      kind: "namespace",
      name: local.text,
      member: (wanted) => imported(wanted, local, moduleSpecifier, module, reading),
    }));
  } else if (namedBindings) {
    for (const element of namedBindings.elements) if (!element.isTypeOnly) lookUp(element.name, (element.propertyName ?? element.name).text);
  }
}

function imported(wanted: string, local: ts.Identifier, specifier: ts.StringLiteral, module: Module, reading: Reading): Meaning {
  const place = spanOfNode(local, module.source);
  const found = specifier.text === "heed" ? heedMeaning(wanted, local.text) : moduleFrom(specifier.text, module, reading)?.exported(wanted);
  if (found) return found;
  const from = JSON.stringify(specifier.text);
  return { kind: "opaque", name: local.text, what: `imported from ${from}, where no readable \`${wanted}\` was found`, place };
}

function heedMeaning(wanted: string, name: string): Meaning {
  return isBuiltin(wanted) ? { kind: "builtin", path: wanted } : { kind: "opaque", name, what: heedExport(wanted) };
}

/** The module that a specifier names; resolved as TypeScript does, so that paths, packages and `.js` for `.ts` work. */
function moduleFrom(specifier: string, { file }: Module, reading: Reading): Module | undefined {
  const { project } = reading;
  const found = ts.resolveModuleName(specifier, file.fileName, project.compilerOptions.get(), project.getModuleResolutionHost());
  const path = found.resolvedModule?.resolvedFileName;
  return path === undefined || path.endsWith(".d.ts") ? undefined : moduleAt(path, reading);
}

function hasExport(node: ts.Statement): boolean {
  return ts.canHaveModifiers(node) && (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false);
}

/** The local names behind a file's exports. */
export function exportedNames({ file }: Module): string[] {
  return file.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement) && hasExport(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
    }
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) return [];
    return statement.exportClause.elements.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name }) => name.text);
  });
}

function findExport(wanted: string, module: Module, reading: Reading, seen: Set<Module>): Meaning | undefined {
  if (seen.has(module)) return undefined;
  seen.add(module);
  const isStar = (statement: ts.Statement): boolean => ts.isExportDeclaration(statement) && !statement.exportClause;
  const { statements } = module.file;
  for (const statement of [...statements.filter((each) => !isStar(each)), ...statements.filter(isStar)]) {
    const found = exportIn(statement, wanted, module, reading, seen);
    if (found) return found;
  }
  return undefined;
}

function exportIn(statement: ts.Statement, wanted: string, module: Module, reading: Reading, seen: Set<Module>): Meaning | undefined {
  if (ts.isExportAssignment(statement)) {
    if (wanted !== "default" || statement.isExportEquals) return undefined;
    const { expression } = statement;
    const ident: Ident = { name: "value", span: spanOfNode(expression, module.source) };
    return ts.isIdentifier(expression) ? module.find(expression.text) : meaningOfNode(expression, ident, module, reading);
  }
  if (ts.isExportDeclaration(statement)) return reexported(statement, wanted, module, reading, seen);
  if (!hasExport(statement)) return undefined;
  const isDefault = ts.canHaveModifiers(statement) && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  if (ts.isFunctionDeclaration(statement) && statement.name)
    return (isDefault ? "default" : statement.name.text) === wanted ? module.find(statement.name.text) : undefined;
  const isNamed =
    ts.isVariableStatement(statement) && statement.declarationList.declarations.some(({ name }) => ts.isIdentifier(name) && name.text === wanted);
  const isOther = (ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) && statement.name?.text === wanted;
  return isNamed || isOther ? module.find(wanted) : undefined;
}

function reexported(
  { exportClause, moduleSpecifier }: ts.ExportDeclaration,
  wanted: string,
  module: Module,
  reading: Reading,
  seen: Set<Module>,
): Meaning | undefined {
  const specifier = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined;
  const other = specifier === undefined ? undefined : moduleFrom(specifier, module, reading);
  if (!exportClause) return other && wanted !== "default" ? findExport(wanted, other, reading, seen) : undefined;
  if (!ts.isNamedExports(exportClause)) {
    return other && exportClause.name.text === wanted ? { kind: "namespace", name: wanted, member: other.exported } : undefined;
  }
  const element = exportClause.elements.find(({ name }) => name.text === wanted);
  const local = element && (element.propertyName ?? element.name).text;
  if (local === undefined) return undefined;
  return specifier === undefined ? module.find(local) : other && findExport(local, other, reading, new Set());
}
