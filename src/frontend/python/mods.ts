/** @file Which functions of a file are mods, and which are generators that return one. */
import { createReport } from "#src/diagnostics/report.ts";
import type { PyExpr, PyStatement } from "#grammar/python/tree.ts";
import { methodOf } from "./classes.ts";
import { createContext, type Context } from "./context.ts";
import { noDeclarations, type Declarations } from "./declarations.ts";
import { callFunction, requiredParams } from "./functions.ts";
import { globalNamed, type Module } from "./module.ts";
import { broken, type FunctionValue, type Value } from "./value.ts";
import { sectionNames, type SectionName } from "#src/ir/variant.ts";

/** A name of the file that stands for a variant. */
export interface Candidate {
  readonly name: string;
  readonly section: SectionName;
  /** A generator; called with what is known of its params, it returns the mod. */
  readonly isGenerator: boolean;
}

/** How many arguments make a mod of which section. */
const sectionsByArity: Readonly<Record<number, SectionName>> = { 4: "mask", 5: "score" };

/** What a value is as a mod. */
export function sectionOf(value: Value): SectionName | undefined {
  switch (value.kind) {
    case "function":
      return sectionsByArity[requiredParams(value).length];
    case "combined":
      return "mask";
    case "instance": {
      const method = methodOf(value.of, "__call__");
      return method && sectionsByArity[requiredParams(method).length - 1];
    }
    case "partial": {
      const { callee, args } = value;
      if (callee.kind !== "function") return undefined;
      const left = requiredParams(callee).slice(args.values.length);
      return sectionsByArity[left.filter(({ name }) => !args.keywords.has(name.name)).length];
    }
    case "builtin":
      return /(^|\.)noop_mask$/.test(value.path) ? "mask" : undefined;
    default:
      return undefined;
  }
}

/** What a name of the file stands for, tried out without a word about what is wrong. */
export function candidateOf(name: string, module: Module, statements: readonly PyStatement[]): Candidate | undefined {
  const definition = module.names.get(name);
  // Whatever is called so is meant to be one, and what is wrong with it is then said.
  const meant = sectionNames.find((section) => name === `${section}_mod`);
  if (definition && meant && definition.kind === "opaque") return { name, section: meant, isGenerator: false };
  if (!definition || definition.kind === "import" || definition.kind === "opaque") return undefined;
  const context = trial(module, noDeclarations);
  const value = globalNamed(name, statements[0]!.span, context);
  if (value.kind === "function") {
    const made = sectionOf(callWithAnything(value, trial(module, noDeclarations)));
    if (made) return { name, section: made, isGenerator: true };
  }
  const section = sectionOf(value) ?? meant;
  if (!section || (value.kind === "function" && isHelper(value, statements))) return undefined;
  return { name, section, isGenerator: false };
}

/** What a generator does before it returns its mod is short. */
const trialSize = 2000;

const trial = (module: Module, declared: Declarations): Context => createContext(createReport(), module, declared, trialSize);

function callWithAnything(fn: FunctionValue, context: Context): Value {
  return callFunction(fn, { values: [], keywords: new Map(requiredParams(fn).map(({ name }) => [name.name, broken])) }, fn.node.span, context);
}

/** A function that others call by itself, and whose params are not called like positions, is a helper with as many params as a mod. */
function isHelper({ node, name }: FunctionValue, statements: readonly PyStatement[]): boolean {
  const [q = "", kv = ""] = node.params.slice(-2).map((param) => param.name.name.toLowerCase());
  const looksLikeMod = /^(q|i|m|row)/.test(q) && /^(k|j|n|col)/.test(kv);
  return !looksLikeMod && statements.some((statement) => calls(statement, name));
}

/** Whether anything below calls the name. */
function calls(node: PyStatement | PyExpr, name: string): boolean {
  if (node.kind === "call" && node.callee.kind === "name" && node.callee.name === name) return true;
  return Object.entries(node).some(([key, part]: [string, unknown]) => key !== "span" && below(part, name));
}

function below(part: unknown, name: string): boolean {
  if (Array.isArray(part)) return part.some((each) => below(each, name));
  if (typeof part !== "object" || part === null) return false;
  return "kind" in part ? calls(part as PyExpr, name) : Object.entries(part).some(([key, each]) => key !== "span" && below(each, name));
}
