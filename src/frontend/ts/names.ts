/** @file The state of lowering one TypeScript file: names given so far, so that no name of the tree means two things, and limits. */
import type * as ast from "#grammar/ast.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { builtinNames } from "#src/ir/variables.ts";
import { operationNames } from "./builtins.ts";
import type { Finder, JsDefinition, Meaning } from "./meaning.ts";

/** One file's lowering. */
export interface Context {
  readonly report: Report;
  readonly items: ast.FileItem[];
  /** The names of items. */
  readonly taken: Set<string>;
  /** The names under which a declaration of the source has become an item. */
  readonly emitted: Map<object, string[]>;
  /** What to do about a name that is not known. */
  readonly freeNameHelp: string;
  size: number;
  depth: number;
}

/** One section, helper or constant. */
export interface Frame {
  readonly context: Context;
  readonly definition?: JsDefinition | undefined;
  readonly locals: Set<string>;
  /** The functions being inlined, outermost first. */
  readonly active: readonly object[];
}

/** The names of one block of statements. */
export interface Scope {
  readonly frame: Frame;
  readonly find: Finder;
  readonly declare: (name: string, meaning: Meaning) => void;
}

export function createScope(frame: Frame, parent: Finder): Scope {
  const names = new Map<string, Meaning>();
  return { frame, find: (name) => names.get(name) ?? parent(name), declare: (name, meaning) => void names.set(name, meaning) };
}

/** The names of a definition's inputs and params. */
export const valueNames = ({ inputs, params }: JsDefinition): string[] => [...inputs, ...params].map(({ name }) => name.name);

/** Whether an item of that name could not be seen from this place. */
function isHidden(frame: Frame, name: string): boolean {
  return frame.locals.has(name) || (frame.definition !== undefined && valueNames(frame.definition).includes(name));
}

function unique(frame: Frame, name: string, seesPositions: boolean): string {
  const isFree = (candidate: string) =>
    !(seesPositions && builtinNames.includes(candidate)) &&
    !operationNames.has(candidate) &&
    !frame.context.taken.has(candidate) &&
    !isHidden(frame, candidate);
  let candidate = name;
  for (let n = 2; !isFree(candidate); n++) candidate = `${name}_${n}`;
  return candidate;
}

/** A name for a local value; a helper sees no positions, so its parameters may be called like them. */
export function nameLocal(frame: Frame, name: string): string {
  const found = unique(frame, name, frame.definition !== undefined);
  frame.locals.add(found);
  return found;
}

/** The name of the item that a declaration of the source has become, or becomes now. */
export function nameItem(frame: Frame, key: object, name: string, emit: (name: string) => void): string {
  const names = frame.context.emitted.get(key) ?? [];
  const seen = names.find((candidate) => !isHidden(frame, candidate));
  if (seen !== undefined) return seen;
  const found = unique(frame, name, true);
  frame.context.emitted.set(key, [...names, found]);
  frame.context.taken.add(found);
  emit(found);
  return found;
}
