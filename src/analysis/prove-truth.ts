/** @file Proves that a boolean node is always true, or always false, for every size, param, pair and tensor, or says under which conditions. */
import { isFalse, isTrue } from "#src/ir/interval.ts";
import type { Apply, Node } from "#src/ir/node.ts";
import { row } from "#src/ir/ops.ts";
import { selecting } from "#src/ir/types.ts";
import { assume, comparesWhole, connects, formOf, signsWhere, type Facts } from "./facts.ts";
import { allOf, always, bestOf, isNeverNegative, type Conditions, type Effort, type Way } from "./prove-sum.ts";
import { plus, times, wholeNumber, type WholeSum } from "./whole-sum.ts";

/** When `node` is `wanted` everywhere; `undefined`: not proved. */
export function isAlways(node: Node, wanted: boolean, facts: Facts, effort: Effort): Conditions | undefined {
  const truth = facts.truths.get(node);
  if (truth !== undefined) return truth === wanted ? always : undefined;
  const range = facts.ranges(node);
  if (isTrue(range) || isFalse(range)) return isTrue(range) === wanted ? always : undefined;
  if (node.kind !== "apply" || effort.left-- <= 0) return undefined;
  if (comparesWhole(node)) return compared(node, wanted, facts, effort);
  if (connects(node)) return bestOf(connected(node, wanted, facts, effort));
  return row(node.op).typing === selecting ? bestOf(chosen(node, wanted, facts, effort)) : undefined;
}

function compared(node: Apply, wanted: boolean, facts: Facts, effort: Effort): Conditions | undefined {
  const [a, b] = node.args.map((arg) => formOf(arg, facts)) as [WholeSum, WholeSum];
  const signs = signsWhere(node, wanted);
  const has = (sign: number): boolean => signs.includes(sign);
  /** a − b, times the sign, is above 0, or not below. */
  const lies =
    (sign: number, orZero: boolean): Way =>
    () =>
      isNeverNegative(plus(times(plus(a, b, -1), sign), wholeNumber(orZero ? 0 : -1)), facts, effort);
  if (!has(-1) && !has(1)) return has(0) ? allOf([lies(1, true), lies(-1, true)]) : undefined;
  return bestOf([1, -1].filter(has).map((sign) => lies(sign, has(0))));
}

/** By its operands: one that settles it alone, or one case after the other. */
function* connected(node: Apply, wanted: boolean, facts: Facts, effort: Effort): Generator<Way> {
  const prove =
    (arg: Node, value: boolean, under: Facts = facts): Way =>
    () =>
      isAlways(arg, value, under, effort);
  const { evaluate } = row(node.op);
  const gives = (...bits: number[]): boolean => (evaluate(...bits) !== 0) === wanted;
  const [p, q] = node.args as [Node, Node | undefined];
  if (!q) return yield prove(p, gives(1));
  const bits = [1, 0];
  for (const bit of bits) {
    if (gives(bit, 0) && gives(bit, 1)) yield prove(p, bit === 1);
    if (gives(0, bit) && gives(1, bit)) yield prove(q, bit === 1);
  }
  const open = bits.filter((bit) => gives(bit, 0) || gives(bit, 1));
  const cases = open.map((bit): Way => {
    const settled = bits.filter((other) => gives(bit, other));
    return settled.length === 2 ? () => always : prove(q, settled[0] === 1, assume(p, bit === 1, facts));
  });
  // A case that cannot be good must not occur.
  yield () => allOf([...(open.length === 1 ? [prove(p, open[0] === 1)] : []), ...cases]);
}

/** By its test, which may be settled, or by both branches, each under its own outcome. */
function* chosen(node: Apply, wanted: boolean, facts: Facts, effort: Effort): Generator<Way> {
  const [test, ...branches] = node.args as [Node, Node, Node];
  const under =
    (outcome: boolean): Way =>
    () =>
      isAlways(branches[outcome ? 0 : 1], wanted, assume(test, outcome, facts), effort);
  yield () => allOf([under(true), under(false)]);
  for (const outcome of [true, false]) yield () => allOf([() => isAlways(test, outcome, facts, effort), under(outcome)]);
}
