/** @file A section as a TypeScript function: what it takes from its arguments, the local values and helpers that it needs, and its value. */
import type * as ast from "#grammar/ast.ts";
import { broken, flat, lineWidth } from "#grammar/print-expr.ts";
import type { Above } from "#grammar/print.ts";
import type { ScalarType } from "#src/ir/types.ts";
import { builtinNames } from "#src/ir/variables.ts";
import { freeName, heedNames } from "../ts/js-names.ts";
import { isStatic, reachedFrom, usedBy, usedIn, type Declared, type Names } from "./names.ts";
import { toTs, tsSpelling, type Writing } from "./ts-expr.ts";
import { boundOf, type Place, type Typing } from "./typing.ts";

/** What a section shares with the rest of the file. */
export interface Outside {
  readonly typing: Typing;
  readonly above: Above;
  /** The name of a constant, helper or attention at the top of the file; it is written there if it is not yet. */
  nameOf(declared: Declared): string;
  /** Names that mean something everywhere in the file. */
  isTaken(name: string): boolean;
  uses(name: string): void;
}

/** A name as the file calls it, and as the function does. */
type Renamed = readonly [name: string, given: string];

/** What a function speaks of. */
interface Inside {
  readonly positions: readonly Renamed[];
  readonly values: readonly Renamed[];
  /** Constants, lets and helpers that hang on positions or values, each behind what it uses. */
  readonly locals: readonly Declared[];
  readonly composes: boolean;
  readonly given: ReadonlyMap<Declared, string>;
}

/** `mask: (…) => …,` or `mask(…) { … },` in lines. */
export function sectionLines(section: ast.Section, names: Names, outside: Outside): string[] {
  const inside = look(section.value, names, outside);
  const writing: Writing = {
    typing: outside.typing,
    nameOf: (declared) => inside.given.get(declared) ?? outside.nameOf(declared),
    uses: outside.uses,
  };
  const statements = inside.locals.flatMap((declared) => localLines(declared, writing, outside));
  const value = toTs(section.value, { names }, writing);
  const [at, values] = [pattern(inside.positions), pattern(inside.values)];
  if (inside.composes) {
    if (inside.values.length > 0) statements.unshift(`const ${values} = values;`);
    if (inside.positions.length > 0) statements.unshift(`const ${at} = at;`);
  }
  const first = inside.positions.length > 0 ? at : "_at";
  const params = inside.composes ? "at, values" : inside.values.length > 0 ? `${first}, ${values}` : inside.positions.length > 0 ? at : "";
  return functionLines(section.name.name, params, statements, value);
}

const pattern = (entries: readonly Renamed[]): string =>
  `{ ${entries.map(([name, given]) => (name === given ? name : `${name}: ${given}`)).join(", ")} }`;

function functionLines(name: string, params: string, statements: readonly string[], value: ast.Expr): string[] {
  if (statements.length > 0) {
    const body = [...statements, `return ${broken(value, tsSpelling, "  ")};`].flatMap((text) => text.split("\n"));
    return [`${name}(${params}) {`, ...body.map((line) => `  ${line}`), "},"];
  }
  const line = `${name}: (${params}) => ${flat(value, tsSpelling)},`;
  if (line.length <= lineWidth) return [line];
  return [`${name}: (${params}) =>`, ...`  ${broken(value, tsSpelling, "  ")},`.split("\n")];
}

/** Looks through all that a value needs, and gives everything a name that is free. */
function look(value: ast.Expr, names: Names, outside: Outside): Inside {
  const reached = reachedFrom(usedIn(value, names));
  const needed = [...reached];
  const statics = needed.filter((declared) => declared.kind === "attention" || isStatic(declared));
  const taken = new Set(statics.map((declared) => outside.nameOf(declared)));
  const composes = needed.some(({ kind }) => kind === "attention");
  if (composes) for (const name of ["at", "values"]) taken.add(name);
  const given = new Map<Declared, string>();
  const isTaken = (name: string): boolean => taken.has(name) || outside.isTaken(name);
  const take = (declared: Declared): Renamed => {
    const name = declared.kind === "position" ? declared.name : declared.item.name.name;
    const free = freeName(name, isTaken);
    taken.add(free);
    given.set(declared, free);
    return [name, free];
  };
  const positions = needed
    .filter((declared) => declared.kind === "position")
    .toSorted((a, b) => placeOf(a.name) - placeOf(b.name))
    .map(take);
  const values = inText(needed.filter(({ kind }) => kind === "input" || kind === "param")).map(take);
  const locals = inOrder(
    needed.filter((declared) => (declared.kind === "let" || declared.kind === "const" || declared.kind === "fn") && !isStatic(declared)),
  );
  locals.forEach(take);
  return { positions, values, locals, composes, given };
}

/** Positions in the order of the table, the sizes of tensors behind them. */
const placeOf = (name: string): number => builtinNames.indexOf(name) >>> 0;

/** By their places in the text. */
const inText = (declared: readonly Declared[]): Declared[] => declared.toSorted((a, b) => startOf(a) - startOf(b));
const startOf = (declared: Declared): number => (declared.kind === "position" ? 0 : declared.item.span.start);

/** By their places in the text, but each behind what it uses. */
function inOrder(declared: readonly Declared[]): Declared[] {
  const waiting = new Set(inText(declared));
  const done: Declared[] = [];
  const put = (each: Declared): void => {
    if (!waiting.delete(each)) return;
    usedBy(each).forEach(put);
    done.push(each);
  };
  for (const each of waiting) put(each);
  return done;
}

function localLines(declared: Declared, writing: Writing, { above }: Outside): string[] {
  if (declared.kind !== "const" && declared.kind !== "let" && declared.kind !== "fn") return [];
  const name = writing.nameOf(declared);
  const text =
    declared.kind === "fn" ? helperText(declared.item, name, declared.names, writing) : constantText(name, declared.item.value, declared, writing);
  return [...above(declared.item), text];
}

/** `const name = value;` */
export function constantText(name: string, value: ast.Expr, place: Place, writing: Writing): string {
  return assigned(`const ${name} =`, toTs(value, place, writing));
}

/** `const name = (a: number) => body;` */
export function helperText(fn: ast.Fn, name: string, names: Names, writing: Writing): string {
  const types = writing.typing.parametersOf(fn);
  const place: Place = { names, bound: boundOf(fn, types) };
  const parameters = parameterNames(fn, names, writing);
  const params = fn.params.map((param, i) => `${parameters.get(param.name.name)!}: ${tsType(types[i]!)}`).join(", ");
  const result = tsType(writing.typing.typeOf(fn.body, place));
  return assigned(`const ${name} = (${params}): ${result} =>`, toTs(fn.body, place, { ...writing, parameters }));
}

function assigned(head: string, value: ast.Expr): string {
  const line = `${head} ${flat(value, tsSpelling)};`;
  return line.length <= lineWidth ? line : `${head}\n  ${broken(value, tsSpelling, "  ")};`;
}

const tsType = (type: ScalarType): string => (type === "bool" ? "boolean" : "number");

/** A parameter may be called like anything that its helper does not speak of. */
function parameterNames(fn: ast.Fn, names: Names, writing: Writing): ReadonlyMap<string, string> {
  const own = new Set(fn.params.map(({ name }) => name.name));
  const outer = new Set(usedIn(fn.body, names, own).map((declared) => writing.nameOf(declared)));
  const found = new Map<string, string>();
  for (const name of own) {
    const free = freeName(name, (candidate) => outer.has(candidate) || heedNames.has(candidate) || [...found.values()].includes(candidate));
    found.set(name, free);
  }
  return found;
}
