/**
 * @file Sums of i32 terms: Σ coefficient · term + constant. i32 arithmetic is a ring (it wraps), so any regrouping of a sum is exact; only
 * comparisons need a proof that nothing wrapped, for which see `linearRange`.
 */
import { divisor } from "./divisor.ts";
import { add, contains, int32, multiply, point, type Interval } from "./interval.ts";
import type { Graph, Node } from "./node.ts";
import type { OpName } from "./ops.ts";
import { compareNodes } from "./order.ts";
import type { Ranges } from "./range.ts";

/** Coefficients and constant are i32, no coefficient is 0; terms are not sums themselves, but may be multiples of sums. */
export interface Linear {
  readonly terms: ReadonlyMap<Node, number>;
  readonly constant: number;
}

/** Longer sums are not multiplied out further, so that a generated sum of thousands of terms costs no more than it should. */
export const mostTerms = 32;

const known = new WeakMap<Node, Linear>();

/** What an i32 node is as a sum. */
export function linearForm(node: Node): Linear {
  const found = known.get(node) ?? sumOf(node);
  known.set(node, found);
  return found;
}

const single = (node: Node): Linear => ({ terms: new Map([[node, 1]]), constant: 0 });

function sumOf(node: Node): Linear {
  if (node.kind === "constant") return { terms: new Map(), constant: node.value };
  if (node.kind !== "apply" || node.type !== "i32") return single(node);
  const sum = summed[node.op]?.(node.args);
  return sum && sum.terms.size <= mostTerms ? sum : single(node);
}

/** The rows that make sums of sums. */
const summed: Readonly<Record<OpName, (args: readonly Node[]) => Linear | undefined>> = {
  add: ([a, b]) => combine(linearForm(a!), linearForm(b!), 1),
  sub: ([a, b]) => combine(linearForm(a!), linearForm(b!), -1),
  neg: ([a]) => scale(linearForm(a!), -1),
  mul: ([a, b]) => (b!.kind === "constant" ? multiple(a!, b!.value) : a!.kind === "constant" ? multiple(b!, a!.value) : undefined),
  shl: ([a, b]) => (b!.kind === "constant" ? multiple(a!, 1 << b!.value) : undefined),
};

/** A multiple of a single term; a longer sum is not multiplied out, which would cost a multiplication per term. */
function multiple(node: Node, factor: number): Linear | undefined {
  const sum = linearForm(node);
  return sum.terms.size <= 1 || Math.abs(factor) <= 1 ? scale(sum, factor) : undefined;
}

/** `a + factor · b` */
export function combine(a: Linear, b: Linear, factor: number): Linear {
  const terms = new Map(a.terms);
  for (const [term, coefficient] of b.terms) {
    const total = ((terms.get(term) ?? 0) + Math.imul(coefficient, factor)) | 0;
    if (total === 0) terms.delete(term);
    else terms.set(term, total);
  }
  return { terms, constant: (a.constant + Math.imul(b.constant, factor)) | 0 };
}

/** `factor · a` */
export function scale(a: Linear, factor: number): Linear {
  return combine({ terms: new Map(), constant: 0 }, a, factor);
}

/** The terms of a sum that `wanted` picks, without the constant. */
export function termsWhere(sum: Linear, wanted: (term: Node, coefficient: number) => boolean): Linear {
  return { terms: new Map([...sum.terms].filter(([term, coefficient]) => wanted(term, coefficient))), constant: 0 };
}

/** The terms in their canonical order. */
export function orderedTerms(sum: Linear): [Node, number][] {
  return [...sum.terms].sort(([a], [b]) => compareNodes(a, b));
}

/** The sum's range as a whole number, before any wrapping. */
export function linearRange(sum: Linear, ranges: Ranges): Interval {
  return [...sum.terms].reduce((total, [term, coefficient]) => add(total, multiply(ranges(term), point(coefficient))), point(sum.constant));
}

/** Whether the sum never wraps. */
export function linearFits(sum: Linear, ranges: Ranges): boolean {
  const { lo, hi } = linearRange(sum, ranges);
  return contains(int32, lo) && contains(int32, hi);
}

/** The largest whole number that divides all coefficients (1 where there are none, or one is −2³¹). */
export function commonFactor(sum: Linear): number {
  const factor = [...sum.terms.values()].reduce(divisor, 0);
  return factor > 0 && factor < 2 ** 31 ? factor : 1;
}

/** Every coefficient divided by one that divides them all. */
export function divideTerms(sum: Linear, factor: number): Linear {
  return { terms: new Map([...sum.terms].map(([term, coefficient]) => [term, coefficient / factor])), constant: 0 };
}

/** Whether a coefficient is written with a plus; −2³¹ is its own negative and counts as positive. */
const isAdded = (coefficient: number): boolean => coefficient > 0 || coefficient === int32.lo;

/** The canonical node of a sum: added terms, then subtracted ones, then the constant. Every part of it is canonical too. */
export function buildLinear(sum: Linear, graph: Graph): Node {
  const value = graph.constant(sum.constant, "i32");
  if (sum.terms.size === 0) return value;
  if (![...sum.terms.values()].some(isAdded)) {
    const taken = buildTerms(scale(sum, -1), graph);
    // 8 − q_idx, not −q_idx + 8
    return sum.constant === 0 ? graph.apply("neg", taken) : graph.apply("sub", value, taken);
  }
  const terms = buildTerms(sum, graph);
  if (sum.constant === 0) return terms;
  const negated = graph.constant(-sum.constant, "i32");
  return sum.constant < 0 && negated.value > 0 ? graph.apply("sub", terms, negated) : graph.apply("add", terms, value);
}

/** The terms, of which at least one is added. */
function buildTerms(sum: Linear, graph: Graph): Node {
  const ordered = orderedTerms(sum);
  const sized = (wanted: boolean): Node[] =>
    ordered
      .filter(([, coefficient]) => isAdded(coefficient) === wanted)
      .map(([term, coefficient]) => buildMultiple(term, Math.abs(coefficient), graph));
  const added = sized(true).reduce((a, b) => graph.apply("add", a, b));
  return sized(false).reduce((a, b) => graph.apply("sub", a, b), added);
}

function buildMultiple(term: Node, factor: number, graph: Graph): Node {
  return factor === 1 ? term : graph.apply("mul", term, graph.constant(factor, "i32"));
}
