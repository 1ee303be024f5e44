/**
 * @file The route for files: TypeScript source → surface file, read with ts-morph. Node only: whoever needs it imports it when it is
 * needed, and nothing that reaches a browser does.
 */
import { resolve } from "node:path";
import { Project, ts, type ProjectOptions } from "ts-morph";
import * as codes from "#src/diagnostics/codes/typescript.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import { storageTypes, type StorageType } from "#src/ir/types.ts";
import { sectionNames } from "#src/ir/variant.ts";
import { inputOf, paramOf, type Declared } from "./declarations.ts";
import { lowerDefinitions, type TypeScriptFile } from "./lower-definition.ts";
import type { Finder, JsDefinition, Meaning } from "./meaning.ts";
import { exportedNames, heedExport, moduleAt, type Module, type Reading } from "./modules.ts";
import { staticValue } from "./static-value.ts";
import { spanOfNode, toJsExpr, toJsFunction, unwrap } from "./ts-nodes.ts";

const freeNameHelp = "declare it in this file as a `const` or a function, or import it";

/** A project that reads syntax alone: no lib files, no configuration, no type checking. */
export function createProject(options: ProjectOptions = {}): Project {
  return new Project({
    ...options,
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    skipLoadingLibFiles: true,
    compilerOptions: {
      allowJs: true,
      noLib: true,
      types: [],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      target: ts.ScriptTarget.ESNext,
    },
  });
}

/** Reads every attention that a file exports, with all that they use from wherever; mistakes are in the report. */
export function readTypeScript(path: string, report: Report, project: Project = createProject()): TypeScriptFile {
  const full = project.getFileSystem().getCurrentDirectory();
  const reading: Reading = {
    project,
    report,
    root: { given: path, full: resolve(full, path) },
    modules: new Map(),
    define: (call, module) => define(call, module, reading),
  };
  const module = openModule(path, reading);
  const span: Span = { source: module?.source ?? { name: path, text: "" }, start: 0, end: module?.source.text.length ?? 0 };
  if (!module || report.hasErrors()) return { kind: "file", items: [], span, exported: [] };
  const found = exportedAttentions(module);
  if (found.length === 0 && !report.hasErrors()) report.add(codes.noAttention({ ...span, end: Math.min(1, span.end) }));
  return lowerDefinitions(found, span, report, freeNameHelp);
}

/** Reads a text that imports nothing but Heed. */
export function readTypeScriptText(text: string, report: Report): TypeScriptFile {
  const project = createProject({ useInMemoryFileSystem: true });
  project.getFileSystem().writeFileSync("/main.ts", text);
  return readTypeScript("main.ts", report, project);
}

/** The compiler's own parser recurses: a file nested out of all reason is refused, not crashed on. */
function openModule(path: string, reading: Reading): Module | undefined {
  try {
    const module = moduleAt(path, reading);
    if (!module) reading.report.add(codes.unreadableFile(undefined, path));
    return module;
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem;
    reading.report.add(codes.tooLarge({ source: { name: path, text: "" }, start: 0, end: 0 }, "nested too deep"));
    return undefined;
  }
}

function exportedAttentions(module: Module): JsDefinition[] {
  const found = [...exportedNames(module), "default"].flatMap((name) => {
    const meaning = module.exported(name);
    return meaning?.kind === "attention" ? (meaning.read() ?? []) : [];
  });
  return [...new Set(found)];
}

/** The property of an object literal by name, and the rest of what is needed to read it. */
interface Property {
  readonly key: ast.Ident;
  readonly node: ts.Expression | ts.MethodDeclaration;
  readonly module: Module;
}

/** The properties of an object literal, also behind a name and inside `...spread`; what cannot be read is reported. */
function propertiesOf(wrapped: ts.Expression, module: Module, report: Report): Property[] {
  const node = behindName(unwrap(wrapped), module);
  if (!ts.isObjectLiteralExpression(node)) {
    report.add(codes.dynamicDefinition(spanOfNode(wrapped, module.source), "this"));
    return [];
  }
  const found = node.properties.flatMap((property): Property[] => {
    if (ts.isSpreadAssignment(property)) return propertiesOf(property.expression, module, report);
    const { name } = property;
    const isPlain = ts.isIdentifier(name) || ts.isStringLiteral(name);
    const value = ts.isPropertyAssignment(property) ? property.initializer : ts.isShorthandPropertyAssignment(property) ? property.name : property;
    if (isPlain && !ts.isAccessor(value)) return [{ key: { name: name.text, span: spanOfNode(name, module.source) }, node: value, module }];
    report.add(codes.dynamicDefinition(spanOfNode(name, module.source), "this"));
    return [];
  });
  return [...new Map(found.map((property) => [property.key.name, property])).values()];
}

/** The initialiser of a constant of the same file, where a node is its name. */
function behindName(node: ts.Expression, { file }: Module): ts.Expression {
  if (!ts.isIdentifier(node)) return node;
  const declarations = file.statements.flatMap((statement) => (ts.isVariableStatement(statement) ? statement.declarationList.declarations : []));
  const found = declarations.find(({ name }) => ts.isIdentifier(name) && name.text === node.text);
  const isConst = found && (found.parent.flags & ts.NodeFlags.Const) !== 0;
  return isConst && found.initializer ? unwrap(found.initializer) : node;
}

/** Reads `attention({ … })`. */
function define(call: ts.CallExpression, module: Module, { report }: Reading): JsDefinition | undefined {
  const [options] = call.arguments;
  const span = spanOfNode(call, module.source);
  if (!options) {
    report.add(codes.dynamicDefinition(span, "this"));
    return undefined;
  }
  const properties = propertiesOf(options, module, report);
  const property = (name: string): Property | undefined => properties.find(({ key }) => key.name === name);
  const name = nameOf(property("name"), span, report);
  const declarations = (group: string): Declared[] => {
    const found = property(group);
    return found && !ts.isMethodDeclaration(found.node)
      ? propertiesOf(found.node, module, report).flatMap((each) => declarationOf(each, report) ?? [])
      : [];
  };
  const inputs = declarations("inputs").flatMap((declared) => inputOf(declared, report) ?? []);
  const params = declarations("params").flatMap((declared) => paramOf(declared, report) ?? []);
  const sections = sectionNames.flatMap((section) => sectionOf(property(section)) ?? []);
  return name && { key: call, name, inputs, params, sections, scope: scopeOf(property("scope"), report), span };
}

/** What `scope` holds, by name; read only where the second argument is asked for more than inputs and params. */
function scopeOf(property: Property | undefined, report: Report): Finder {
  let held: readonly Property[] | undefined;
  return (name) => {
    held ??= property && !ts.isMethodDeclaration(property.node) ? propertiesOf(property.node, property.module, report) : [];
    const found = held.find(({ key }) => key.name === name);
    return found && meaningOfHeld(found);
  };
}

function meaningOfHeld({ key, node, module }: Property): Meaning | undefined {
  const value = ts.isMethodDeclaration(node) ? toJsFunction(node, module.source) : toJsExpr(node, module.source);
  if (value.kind === "name") return module.find(value.name);
  if (value.kind === "function") return { kind: "function", key: node, name: key, value, home: module.find };
  return { kind: "constant", key: node, name: key, value, home: module.find };
}

function nameOf(property: Property | undefined, span: Span, report: Report): ast.Ident | undefined {
  const node = property && !ts.isMethodDeclaration(property.node) ? behindName(unwrap(property.node), property.module) : undefined;
  if (node && ts.isStringLiteralLike(node)) return { name: node.text, span: spanOfNode(node, property!.module.source) };
  report.add(codes.dynamicDefinition(property?.key.span ?? span, "the name of this attention"));
  return undefined;
}

function sectionOf(property: Property | undefined): JsDefinition["sections"][number] | undefined {
  if (!property) return undefined;
  const { node, module, key } = property;
  const value = ts.isMethodDeclaration(node) ? toJsFunction(node, module.source) : toJsExpr(node, module.source);
  return value.kind === "name" && value.name === "undefined" ? undefined : { name: key, value, home: module.find };
}

/** `slope: f32("Hq")`, whatever name `f32` was imported under. */
function declarationOf({ key, node, module }: Property, report: Report): Declared | undefined {
  const call = ts.isMethodDeclaration(node) ? undefined : behindName(unwrap(node), module);
  const type = call && ts.isCallExpression(call) ? typeOf(call.expression, module.find) : undefined;
  if (!call || !ts.isCallExpression(call) || !type) {
    report.add(codes.badDeclaration(key.span, key.name, 'made by `f32`, `f16`, `i32`, `u32` or `bool`, as in `f32("Hq")`'));
    return undefined;
  }
  const args = call.arguments.flatMap((arg) => argumentOf(arg, module, report) ?? []);
  return args.length === call.arguments.length ? { name: key, type, args, span: spanOfNode(call, module.source) } : undefined;
}

function argumentOf(wrapped: ts.Expression, module: Module, report: Report): Declared["args"][number] | undefined {
  const node = unwrap(wrapped);
  const span = spanOfNode(node, module.source);
  if (ts.isStringLiteralLike(node)) return { value: node.text, span: { ...span, start: span.start + 1, end: span.end - 1 } };
  const value = staticValue(toJsExpr(node, module.source), module.find);
  if (value === undefined) report.add(codes.dynamicDefinition(span, "this argument"));
  return value === undefined ? undefined : { value, span };
}

function typeOf(callee: ts.Expression, find: Finder): StorageType | undefined {
  const isMember = ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression);
  const home = isMember ? find((callee.expression as ts.Identifier).text) : undefined;
  const meaning = ts.isIdentifier(callee) ? find(callee.text) : home?.kind === "namespace" && isMember ? home.member(callee.name.text) : undefined;
  return storageTypes.find((type) => meaning?.kind === "opaque" && meaning.what === heedExport(type));
}
