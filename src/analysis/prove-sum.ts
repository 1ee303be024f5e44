/**
 * @file Proves that a sum of i32 nodes is never negative, for every size, param, pair and tensor, or says under which conditions on what is
 * the same over a head. Node by node, the most complex first, the sum is put below a simpler one: by what the row says of an operation, at
 * last by the ranges of the indices.
 */
import { int32 } from "#src/ir/interval.ts";
import type { Apply, Node } from "#src/ir/node.ts";
import { row, type Op } from "#src/ir/ops.ts";
import { selecting } from "#src/ir/types.ts";
import { builtins, levels, levelsOf } from "#src/ir/variables.ts";
import { assume, formOf, rangeOfSum, refreshed, type Facts } from "./facts.ts";
import { plus, printCondition, replaced, single, times, valueOf, wholeNumber, type WholeSum } from "./whole-sum.ts";

/** Sums that must not be negative for something to hold; none: it always holds. */
export type Conditions = readonly WholeSum[];

export const always: Conditions = [];

/** Steps that a proof may still take. */
export interface Effort {
  left: number;
}

/** A way that a proof may go; `undefined`: it leads nowhere. */
export type Way = () => Conditions | undefined;

/** All of the ways together. Of conditions that differ by a number alone the stronger one stays. */
export function allOf(ways: readonly Way[]): Conditions | undefined {
  const found = new Map<string, WholeSum>();
  for (const way of ways) {
    const conditions = way();
    if (!conditions) return undefined;
    for (const condition of conditions) {
      const key = printCondition({ ...condition, constant: 0 });
      if (condition.constant < (found.get(key)?.constant ?? Infinity)) found.set(key, condition);
    }
  }
  return [...found.values()];
}

/** The way that asks least; the first of several. */
export function bestOf(ways: Iterable<Way>): Conditions | undefined {
  let best: Conditions | undefined;
  for (const way of ways) {
    const found = way();
    if (found && (!best || found.length < best.length)) best = found;
    if (best?.length === 0) break;
  }
  return best;
}

/** Coefficients up to here stay exact. */
const largestCoefficient = 2 ** 20;

export function isNeverNegative(goal: WholeSum, facts: Facts, effort: Effort): Conditions | undefined {
  const { lo, hi } = rangeOfSum(goal, facts.ranges);
  if (lo >= 0) return always;
  if (hi < 0 || effort.left-- <= 0 || [...goal.terms.values()].some((c) => Math.abs(c) > largestCoefficient)) return undefined;
  const node = mostComplex(goal);
  return bestOf(waysAround(goal, node, facts, effort));
}

/** The node to be put in simpler terms first: operations before indices, users before their operands. */
function mostComplex({ terms }: WholeSum): Node | undefined {
  const complexity = (node: Node): number => (node.kind === "apply" ? node.id : -1);
  return [...terms.keys()]
    .filter((node) => !isGiven(node))
    .reduce<Node | undefined>((a, b) => (a && complexity(a) >= complexity(b) ? a : b), undefined);
}

/** Sizes, params, and what a tensor holds for a head or batch: conditions speak of them. */
function isGiven(node: Node): boolean {
  if (node.kind === "variable") return builtins[node.name]?.below === undefined;
  return node.kind === "load" && levelsOf([node]).get(node) === levels.uniform;
}

function* waysAround(goal: WholeSum, node: Node | undefined, facts: Facts, effort: Effort): Generator<Way> {
  const prove =
    (sum: WholeSum): Way =>
    () =>
      isNeverNegative(sum, facts, effort);
  for (const fact of facts.sums) {
    const rest = plus(goal, fact, -1);
    if (rest.terms.size < goal.terms.size) yield prove(rest);
  }
  // The range of what stays the same over a head does not settle it: that is the condition.
  if (!node) return yield () => [goal];
  const isRising = goal.terms.get(node)! > 0;
  const put = (by: WholeSum): Way => prove(replaced(goal, node, by));
  if (node.kind === "variable") yield put(isRising ? wholeNumber(0) : lastOf(node.name, facts));
  if (node.kind === "apply") yield* waysByRow({ goal, node, isRising, put, facts, effort });
  const { lo, hi } = facts.ranges(node);
  const end = isRising ? lo : hi;
  // No condition speaks of such an end: it may be the largest index there is.
  if (end > int32.lo && end < int32.hi) yield () => [put(wholeNumber(end))()].find((found) => found?.length === 0);
}

/** The size of an index, less one. */
const lastOf = (name: string, { graph }: Facts): WholeSum => plus(wholeNumber(-1), single(graph.variable(builtins[name]!.below!, "i32")));

interface Step {
  readonly goal: WholeSum;
  readonly node: Apply;
  /** The node is added: something below it is looked for; else something above. */
  readonly isRising: boolean;
  readonly put: (by: WholeSum) => Way;
  readonly facts: Facts;
  readonly effort: Effort;
}

function waysByRow(step: Step): Way[] {
  const { node } = step;
  const { affine, shrinks, typing } = row(node.op);
  if (typing === selecting) return [() => allOf([1, 0].map((test) => () => chosen(step, test === 1)))];
  if (!node.args.every((arg) => arg.type === "i32")) return [];
  if (affine === "picks") return picked(step);
  if (affine === "laps") return node.args.length === 1 ? absolute(step) : remainder(step);
  return shrinks ? shrunk(step, shrinks) : [];
}

const operands = ({ node, facts }: Step): WholeSum[] => node.args.map((arg) => formOf(arg, facts));

function isNotNegative(sum: WholeSum, { facts, effort }: Step): Way {
  return () => isNeverNegative(sum, facts, effort);
}

/** The goal where the test of a choice came out so. */
function chosen({ goal, node, facts, effort }: Step, test: boolean): Conditions | undefined {
  const under = assume(node.args[0]!, test, facts);
  return isNeverNegative(refreshed(goal, under), under, effort);
}

/**
 * A pick is never below the least, or above the greatest, of any set of operands that decides it alone. Picks are made of minima and
 * maxima, so that it is enough to try them on 0 and 1.
 */
function picked(step: Step): Way[] {
  const x = operands(step);
  const bit = step.isRising ? 1 : 0;
  const { evaluate } = row(step.node.op);
  const sets = Array.from({ length: 2 ** x.length - 1 }, (_, i) => x.map((__, k) => ((i + 1) >> k) & 1));
  const deciding = sets.filter((set) => evaluate(...set.map((isIn) => (isIn ? bit : 1 - bit))) === bit);
  return deciding.map((set) => () => allOf(x.filter((_, k) => set[k]).map(step.put)));
}

/** −2³¹ is its own absolute value. */
function absolute(step: Step): Way[] {
  const [x] = operands(step) as [WholeSum];
  if (step.facts.ranges(step.node.args[0]!).lo <= int32.lo) return [];
  const both = [step.put(x), step.put(times(x, -1))];
  return step.isRising ? [step.put(wholeNumber(0)), ...both] : [() => allOf(both)];
}

/** Of a positive divisor; one that takes the dividend's sign is bounded for dividends that are not negative. */
function remainder(step: Step): Way[] {
  const [a, b] = operands(step) as [WholeSum, WholeSum];
  const isPositive = isNotNegative(plus(b, wholeNumber(-1)), step);
  const isNotBelow = isNotNegative(a, step);
  const isFloored = row(step.node.op).evaluate(-1, 3) > 0;
  if (step.isRising) return [() => allOf([isPositive, ...(isFloored ? [] : [isNotBelow]), step.put(wholeNumber(0))])];
  const belowDivisor: Way = () => allOf([isPositive, ...(isFloored ? [] : [isNotBelow]), step.put(plus(b, wholeNumber(-1)))]);
  return [belowDivisor, () => allOf([isPositive, isNotBelow, step.put(a)])];
}

/** Between 0 and an operand; a quotient by a constant also a lap or less below its dividend over it. */
function shrunk(step: Step, shrinks: NonNullable<Op["shrinks"]>): Way[] {
  const [a, b] = operands(step) as [WholeSum, WholeSum];
  const larger = shrinks === "either" ? [[a], [b]] : [[a, plus(b, wholeNumber(-1))]];
  const bound = larger.map(
    (needed) => () => allOf([...needed.map((sum) => isNotNegative(sum, step)), step.put(step.isRising ? wholeNumber(0) : needed[0]!)]),
  );
  return shrinks === "first" ? [...quotient(step, a, valueOf(b)), ...bound] : bound;
}

/** n · goal is whole and above −n as soon as it is not below 1 − n; n · quotient lies from dividend − n + 1 to the dividend. */
function quotient(step: Step, dividend: WholeSum, divisor: number | undefined): Way[] {
  const { goal, node, isRising, facts, effort } = step;
  const { evaluate } = row(node.op);
  // A shift divides by a power of two.
  const lap = divisor === undefined || divisor < 0 ? undefined : [divisor, 2 ** divisor].find((n) => n > 0 && isLap(evaluate, divisor, n));
  if (lap === undefined) return [];
  const coefficient = goal.terms.get(node)!;
  const rest = times(replaced(goal, node, wholeNumber(0)), lap);
  const by = isRising ? plus(dividend, wholeNumber(1 - lap)) : dividend;
  const whole = plus(plus(rest, by, coefficient), wholeNumber(lap - 1));
  const isFloored = evaluate(-1, divisor!) === -1;
  return [() => allOf([...(isFloored ? [] : [isNotNegative(dividend, step)]), () => isNeverNegative(whole, facts, effort)])];
}

const isLap = (evaluate: Op["evaluate"], divisor: number, n: number): boolean =>
  [0, n - 1, n, 2 * n - 1, 2 * n].every((x) => x >= 2 ** 31 || evaluate(x, divisor) === Math.floor(x / n));
