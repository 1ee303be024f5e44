/** @file Sums of whole numbers, Σ coefficient · node + constant, as in mathematics: nothing wraps. What proofs over all sizes reckon with. */
import type { Node } from "#src/ir/node.ts";
import { printNode } from "#src/ir/print.ts";

/** No coefficient is 0. */
export interface WholeSum {
  readonly constant: number;
  readonly terms: ReadonlyMap<Node, number>;
}

export const wholeNumber = (constant: number): WholeSum => ({ constant, terms: new Map() });
export const single = (node: Node): WholeSum => ({ constant: 0, terms: new Map([[node, 1]]) });

/** `a + factor · b` */
export function plus(a: WholeSum, b: WholeSum, factor: number = 1): WholeSum {
  const terms = new Map(a.terms);
  for (const [node, coefficient] of b.terms) {
    const total = (terms.get(node) ?? 0) + factor * coefficient;
    if (total === 0) terms.delete(node);
    else terms.set(node, total);
  }
  return { constant: a.constant + factor * b.constant, terms };
}

export const times = (a: WholeSum, factor: number): WholeSum => plus(wholeNumber(0), a, factor);

/** The sum with something in the place of a term. */
export function replaced(a: WholeSum, node: Node, by: WholeSum): WholeSum {
  const coefficient = a.terms.get(node)!;
  return plus(plus(a, single(node), -coefficient), by, coefficient);
}

/** The value of a sum that has no terms. */
export const valueOf = ({ constant, terms }: WholeSum): number | undefined => (terms.size === 0 ? constant : undefined);

/** `sum ≥ 0` as a comparison: `Skv >= Sq`, `window > 0`, `Sq <= 768`. */
export function printCondition({ constant, terms }: WholeSum): string {
  const side = (sign: number): string[] =>
    [...terms]
      .filter(([, coefficient]) => coefficient * sign > 0)
      .map(([node, coefficient]) => `${Math.abs(coefficient) === 1 ? "" : `${Math.abs(coefficient)} * `}${printNode(node)}`);
  const [added, taken] = [side(1), side(-1)];
  if (added.length === 0) return `${taken.join(" + ")} <= ${constant}`;
  if (constant > 0) return `${[...added, constant].join(" + ")} >= ${taken.join(" + ") || 0}`;
  if (constant === -1) return `${added.join(" + ")} > ${taken.join(" + ") || 0}`;
  return `${added.join(" + ")} >= ${[...taken, ...(constant < 0 || taken.length === 0 ? [-constant] : [])].join(" + ")}`;
}
