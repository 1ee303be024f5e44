/**
 * @file What is taken for granted along a proof: truths of nodes, and sums that are not negative. Under them an i32 node is a sum of
 * simpler nodes, as far as surely nothing wraps on the way.
 */
import { foldNode } from "#src/ir/fold.ts";
import { contains, int32 } from "#src/ir/interval.ts";
import { topological, type Apply, type Constant, type Graph, type Node } from "#src/ir/node.ts";
import { row } from "#src/ir/ops.ts";
import type { Ranges } from "#src/ir/range.ts";
import { logical, selecting } from "#src/ir/types.ts";
import type { Variant } from "#src/ir/variant.ts";
import { createCallRanges } from "./call-ranges.ts";
import { plus, single, times, valueOf, wholeNumber, type WholeSum } from "./whole-sum.ts";

export interface Facts {
  readonly truths: ReadonlyMap<Node, boolean>;
  readonly sums: readonly WholeSum[];
  readonly ranges: Ranges;
  readonly graph: Graph;
  /** The sums that nodes were found to be under these facts. */
  readonly forms: Map<Node, WholeSum>;
}

export function noFacts(variant: Variant): Facts {
  return { truths: new Map(), sums: [], ranges: createCallRanges(variant), graph: variant.graph, forms: new Map() };
}

/** The least and the greatest value of a sum by the ranges of its nodes. */
export function rangeOfSum({ constant, terms }: WholeSum, ranges: Ranges): { readonly lo: number; readonly hi: number } {
  let [lo, hi] = [constant, constant];
  for (const [node, coefficient] of terms) {
    const range = ranges(node);
    lo += Math.min(coefficient * range.lo, coefficient * range.hi);
    hi += Math.max(coefficient * range.lo, coefficient * range.hi);
  }
  return { lo, hi };
}

/** The value of an i32 node, exactly; at worst the node itself. */
export function formOf(root: Node, facts: Facts): WholeSum {
  const { forms } = facts;
  if (!forms.has(root)) {
    for (const node of topological([root])) if (node.type === "i32" && !forms.has(node)) forms.set(node, expanded(node, facts));
  }
  return forms.get(root)!;
}

function expanded(node: Node, facts: Facts): WholeSum {
  if (node.kind === "constant") return wholeNumber(node.value);
  const sum = node.kind === "apply" ? sumOf(node, facts) : undefined;
  const { lo, hi } = rangeOfSum(sum ?? single(node), facts.ranges);
  return sum && contains(int32, lo) && contains(int32, hi) ? sum : single(node);
}

function sumOf(node: Apply, { forms, truths, graph }: Facts): WholeSum | undefined {
  const { affine, typing, evaluate } = row(node.op);
  if (typing === selecting) {
    const test = truths.get(node.args[0]!);
    return test === undefined ? undefined : forms.get(node.args[test ? 1 : 2]!);
  }
  if (!node.args.every((arg) => arg.type === "i32")) return undefined;
  const x = node.args.map((arg) => forms.get(arg)!);
  const values = x.map(valueOf);
  if (values.every((value) => value !== undefined)) return wholeNumber(folded(node, values, graph));
  if (affine === "linear") return x.reduce((sum, part, k) => plus(sum, part, evaluate(...x.map((_, i) => +(i === k)))), wholeNumber(0));
  if (affine !== "scales") return undefined;
  const at = values.findIndex((value) => value !== undefined);
  return at < 0 ? undefined : times(x[1 - at]!, values[at]!);
}

/** What an operation makes of known values. */
function folded(node: Apply, values: readonly number[], graph: Graph): number {
  const made = graph.apply(node.op, ...values.map((value) => graph.constant(value, "i32")));
  return (foldNode(graph, made) as Constant).value;
}

/** The same sum under other facts. */
export function refreshed({ constant, terms }: WholeSum, facts: Facts): WholeSum {
  return [...terms].reduce((sum, [node, coefficient]) => plus(sum, formOf(node, facts), coefficient), wholeNumber(constant));
}

/** The signs of a − b for which a comparison is `wanted`: of −1, 0, 1. */
export function signsWhere({ op }: Apply, wanted: boolean): number[] {
  return [-1, 0, 1].filter((sign) => (row(op).evaluate(sign, 0) !== 0) === wanted);
}

export const comparesWhole = ({ op, args }: Apply): boolean => row(op).affine === "compares" && args[0]!.type === "i32";

/** Of truths alone: a connective, or the comparison of two. */
export const connects = ({ op, args }: Apply): boolean => row(op).typing === logical || (row(op).affine === "compares" && args[0]!.type === "bool");

/** The facts, and that a node is `wanted`, with what follows of its operands. */
export function assume(node: Node, wanted: boolean, facts: Facts): Facts {
  const truths = new Map(facts.truths).set(node, wanted);
  const grown: Facts = { ...facts, truths, forms: new Map() };
  if (node.kind !== "apply") return grown;
  if (connects(node)) {
    const { evaluate, arity } = row(node.op);
    const ways = Array.from({ length: 2 ** arity }, (_, i) => [i & 1, i >> 1].slice(0, arity)).filter((bits) => (evaluate(...bits) !== 0) === wanted);
    return ways.length === 1 ? node.args.reduce((all, arg, k) => assume(arg, ways[0]![k] === 1, all), grown) : grown;
  }
  if (!comparesWhole(node)) return grown;
  const [difference, signs] = [plus(formOf(node.args[0]!, facts), formOf(node.args[1]!, facts), -1), signsWhere(node, wanted)];
  const sums = [
    ...(signs.includes(-1) ? [] : [plus(difference, wholeNumber(signs.includes(0) ? 0 : -1))]),
    ...(signs.includes(1) ? [] : [plus(times(difference, -1), wholeNumber(signs.includes(0) ? 0 : -1))]),
  ];
  return { ...grown, sums: [...facts.sums, ...sums] };
}
