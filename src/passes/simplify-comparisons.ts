/**
 * @file Comparisons of integers in one canonical form: what varies with query or key on the left, first term added, what is uniform on the
 * right; where nothing is left on the right, the subtracted terms go there (`q_idx - kv_idx >= 0` is `q_idx >= kv_idx`). A term may cross
 * an ordering only where the ranges prove that neither side wraps; `==` holds modulo 2³² and needs no proof.
 */
import { foldNode } from "#src/ir/fold.ts";
import {
  buildLinear,
  combine,
  commonFactor,
  divideTerms,
  linearFits,
  linearForm,
  mostTerms,
  orderedTerms,
  scale,
  termsWhere,
  type Linear,
} from "#src/ir/linear.ts";
import type { Apply, Node } from "#src/ir/node.ts";
import { row } from "#src/ir/ops.ts";
import { int32 } from "#src/ir/interval.ts";
import { codeRule, rule, type RuleContext } from "#src/ir/rule.ts";
import { levels, levelsOf } from "#src/ir/variables.ts";
import { rulePass, type Pass } from "./pass.ts";

export const simplifyComparisons: Pass = rulePass("simplify-comparisons", [
  rule("ge(i, 1)", "gt(i, 0)"),
  rule("gt(i, -1)", "ge(i, 0)"),
  rule("le(i, -1)", "lt(i, 0)"),
  rule("lt(i, 1)", "le(i, 0)"),
  codeRule("an integer comparison in canonical form", (op) => row(op).mirror !== undefined, canonical),
]);

function canonical(node: Apply, context: RuleContext): Node | undefined {
  if (node.args[0]!.type !== "i32") return undefined;
  const [a, b] = [linearForm(node.args[0]!), linearForm(node.args[1]!)];
  const proved = linearFits(a, context.ranges) && linearFits(b, context.ranges) && isExact(a, b);
  const modular = row(node.op).commutative === true;
  const sum = combine(a, b, -1);
  if (!(proved || modular) || sum.terms.size > mostTerms) return undefined;
  const [op, turned] = turn(node.op, proved ? reduce(sum) : sum);
  const [left, right] = sides(turned);
  if (!modular && !(linearFits(left, context.ranges) && linearFits(right, context.ranges))) return undefined;
  const { graph } = context;
  return foldNode(graph, graph.apply(op, buildLinear(left, graph), buildLinear(right, graph)));
}

/** Whether no coefficient and no constant of `a − b` wraps, and none is −2³¹, which has no negative. */
function isExact(a: Linear, b: Linear): boolean {
  const fits = (x: number): boolean => Math.abs(x) <= int32.hi;
  const coefficient = (sum: Linear, term: Node): number => sum.terms.get(term) ?? 0;
  return fits(a.constant - b.constant) && [...a.terms.keys(), ...b.terms.keys()].every((term) => fits(coefficient(a, term) - coefficient(b, term)));
}

/** Divided by the common factor, where the constant is a multiple of it too. */
function reduce(sum: Linear): Linear {
  const factor = commonFactor(sum);
  return sum.constant % factor === 0 ? { ...divideTerms(sum, factor), constant: sum.constant / factor } : sum;
}

/** The sum's negative with the operation mirrored, if its first varying term is subtracted. */
function turn(op: string, sum: Linear): [string, Linear] {
  const first = orderedTerms(varying(sum))[0]?.[1] ?? 1;
  return first < 0 && first !== int32.lo ? [row(op).mirror!, scale(sum, -1)] : [op, sum];
}

/** The terms that vary with query or key, or all if none does. */
function varying(sum: Linear): Linear {
  const found = levelsOf([...sum.terms.keys()]);
  const some = termsWhere(sum, (term) => found.get(term) !== levels.uniform);
  return some.terms.size > 0 ? some : { terms: sum.terms, constant: 0 };
}

/** `sum ≷ 0` as `left ≷ right`. */
function sides(sum: Linear): [Linear, Linear] {
  const left = varying(sum);
  const right = combine(left, sum, -1);
  if (right.terms.size > 0 || right.constant !== 0) return [left, right];
  const added = termsWhere(left, (_, coefficient) => coefficient > 0 || coefficient === int32.lo);
  return [added, combine(added, left, -1)];
}
