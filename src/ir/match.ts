/**
 * @file The pattern language of rules: the IR's nested text, in which a one-letter name stands for any node of its sort (see `sorts`) and a
 * number for that constant in either number type. The same text serves as the result: a name gives the bound node back.
 */
import { foldNode } from "./fold.ts";
import type { Graph, Node } from "./node.ts";
import { row, type OpName } from "./ops.ts";
import type { ScalarType } from "./types.ts";

/** The nodes that a pattern variable accepts. */
export interface Sort {
  readonly types: readonly ScalarType[];
  readonly constant?: true;
}

const integer: Sort = { types: ["i32"] };
const real: Sort = { types: ["f32"] };
const number: Sort = { types: ["i32", "f32"] };
const truth: Sort = { types: ["bool"] };
const anything: Sort = { types: ["bool", "i32", "f32"] };
const constant: Sort = { types: ["i32", "f32"], constant: true };

/** What a pattern variable's first letter says: `i…` i32, `u…` f32, `x…` a number, `p…` bool, `s t` anything, `a c d` a constant number. */
export const sorts: Readonly<Record<string, Sort>> = Object.fromEntries(
  Object.entries({ ijkl: integer, uvw: real, xyz: number, pqr: truth, st: anything, acd: constant }).flatMap(([letters, sort]) =>
    [...letters].map((letter) => [letter, sort]),
  ),
);

/** A pattern or a result as a tree. */
export type Pattern =
  | { readonly kind: "bind"; readonly name: string; readonly sort: Sort }
  | { readonly kind: "literal"; readonly value: number; readonly type: "bool" | "number" }
  | { readonly kind: "apply"; readonly op: OpName; readonly args: readonly Pattern[] };

/** What the pattern variables stand for. */
export type Bindings = Record<string, Node>;

const truths: Readonly<Record<string, number>> = { true: 1, false: 0 };

/** Reads a pattern; a mistake in it is a plain `Error`. */
export function parsePattern(text: string): Pattern {
  const tokens = text.match(/-?\d[\d.]*(?:e[+-]?\d+)?|-?inf\b|\w+|[^\s\w]/g) ?? [];
  let at = 0;
  function read(): Pattern {
    const word = tokens[at++] ?? "";
    if (word in truths) return { kind: "literal", value: truths[word]!, type: "bool" };
    if (/^-?(\d|inf)/.test(word)) return { kind: "literal", value: Number(word.replace("inf", "Infinity")), type: "number" };
    if (tokens[at] === "(") return { kind: "apply", op: word, args: readArgs() };
    const sort = sorts[word[0] ?? ""];
    if (!sort) throw new Error(`\`${word}\` is no pattern variable in \`${text}\``);
    return { kind: "bind", name: word, sort };
  }
  function readArgs(): Pattern[] {
    const args: Pattern[] = [];
    do {
      at++;
      args.push(read());
    } while (tokens[at] === ",");
    if (tokens[at++] !== ")") throw new Error(`expected \`)\` in pattern \`${text}\``);
    return args;
  }
  const pattern = read();
  if (at < tokens.length) throw new Error(`text after the end of pattern \`${text}\``);
  return pattern;
}

/** The pattern in every order of its commutative operands. */
export function commutations(pattern: Pattern): Pattern[] {
  if (pattern.kind !== "apply") return [pattern];
  const { op, args } = pattern;
  const combined = args.map(commutations).reduce<Pattern[][]>((lists, choices) => lists.flatMap((list) => choices.map((c) => [...list, c])), [[]]);
  const swapped = row(op).commutative ? combined.map(([a, b]) => [b!, a!]) : [];
  const orders = [...combined, ...swapped].map((list): Pattern => ({ kind: "apply", op, args: list }));
  return [...new Map(orders.map((order) => [JSON.stringify(order), order])).values()];
}

/** Whether the node has the pattern's form; fills `found`, which is of no use where the answer is no. */
export function matches(pattern: Pattern, node: Node, found: Bindings): boolean {
  switch (pattern.kind) {
    case "bind": {
      const { name, sort } = pattern;
      const bound = found[name];
      if (bound) return bound === node;
      if (!sort.types.includes(node.type) || (sort.constant && node.kind !== "constant")) return false;
      found[name] = node;
      return true;
    }
    case "literal":
      return node.kind === "constant" && (node.type === "bool") === (pattern.type === "bool") && node.value === pattern.value;
    case "apply":
      return node.kind === "apply" && node.op === pattern.op && pattern.args.every((arg, i) => matches(arg, node.args[i]!, found));
    default:
      return pattern satisfies never;
  }
}

/** Builds a result, folding constants on the way. A number takes the type of its fellow operands, or `type` where it has none. */
export function build(pattern: Pattern, graph: Graph, bound: Bindings, type: ScalarType): Node {
  switch (pattern.kind) {
    case "bind":
      return bound[pattern.name]!;
    case "literal":
      return graph.constant(pattern.value, pattern.type === "bool" ? "bool" : type === "bool" ? "i32" : type);
    case "apply": {
      const known = pattern.args.map((arg) => (arg.kind === "literal" ? undefined : build(arg, graph, bound, type)));
      const fellow = known.find((arg) => arg && arg.type !== "bool")?.type ?? type;
      const args = pattern.args.map((arg, i) => known[i] ?? build(arg, graph, bound, fellow));
      return foldNode(graph, graph.apply(pattern.op, ...args));
    }
    default:
      return pattern satisfies never;
  }
}

/** The names of a pattern's variables. */
export function variablesOf(pattern: Pattern): Map<string, Sort> {
  if (pattern.kind === "bind") return new Map([[pattern.name, pattern.sort]]);
  return new Map(pattern.kind === "apply" ? pattern.args.flatMap((arg) => [...variablesOf(arg)]) : []);
}
