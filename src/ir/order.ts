/** @file One order of nodes that depends on what they are, never on when they were built: variables first, in the order of their table. */
import type { Node } from "./node.ts";
import { opNames } from "./ops.ts";
import { builtinNames } from "./variables.ts";

const kinds: readonly Node["kind"][] = ["variable", "load", "apply", "constant"];
const ranked = [...builtinNames].sort((a, b) => rank(a) - rank(b));

/** The query row before the key column before everything else, as people write distances. */
function rank(name: string): number {
  const first = ["q_idx", "kv_idx"].indexOf(name);
  return first < 0 ? builtinNames.length + builtinNames.indexOf(name) : first;
}

/** Negative where `a` comes first, 0 only for the same node (of one graph). */
export function compareNodes(a: Node, b: Node): number {
  let [left, right] = [a, b];
  while (left !== right) {
    const here = compareHeads(left, right);
    if (here !== 0) return here;
    const at = left.args.findIndex((arg, i) => arg !== right.args[i]);
    if (at < 0) return left.type < right.type ? -1 : 1;
    [left, right] = [left.args[at]!, right.args[at]!];
  }
  return 0;
}

/** By kind, then by name or value, then by the number of operands. */
function compareHeads(a: Node, b: Node): number {
  if (a.kind !== b.kind) return kinds.indexOf(a.kind) - kinds.indexOf(b.kind);
  if (a.kind === "constant" && b.kind === "constant") return a.value - b.value || 0;
  if (a.kind === "variable" && b.kind === "variable") return place(ranked, a.name) - place(ranked, b.name) || text(a.name, b.name);
  if (a.kind === "load" && b.kind === "load") return text(a.input, b.input) || a.args.length - b.args.length;
  if (a.kind === "apply" && b.kind === "apply") return opNames.indexOf(a.op) - opNames.indexOf(b.op);
  return 0;
}

function place(list: readonly string[], name: string): number {
  const found = list.indexOf(name);
  return found < 0 ? list.length : found;
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
