/**
 * @file Proves that every query row has a key, for every size, param and tensor: some key that a row can name is in the sequence and allowed.
 * Which key is tried out.
 */
import { build, parsePattern } from "#src/ir/match.ts";
import { transform, type Node } from "#src/ir/node.ts";
import { row } from "#src/ir/ops.ts";
import type { Variant } from "#src/ir/variant.ts";
import { connects, formOf, noFacts, rangeOfSum, type Facts } from "./facts.ts";
import { allOf, always, isNeverNegative, type Conditions } from "./prove-sum.ts";
import { isAlways } from "./prove-truth.ts";
import { plus, wholeNumber, type WholeSum } from "./whole-sum.ts";

export interface RowsProof {
  /** When no row is empty; `undefined`: not proved. */
  readonly conditions: Conditions | undefined;
  /** The key of each row that was looked at, as users write it. */
  readonly key: string;
  /** The parts of the mask that are not proved to allow it. */
  readonly open: readonly Node[];
}

/** Keys that every row has under some condition, for row `i` and `j` rows before `k` keys; the simplest first. */
const witnesses: readonly (readonly [key: string, pattern: string])[] = [
  ["0", "0"],
  ["q_idx", "i"],
  ["min(q_idx, Skv - 1)", "min(i, sub(k, 1))"],
  ["Skv - 1", "sub(k, 1)"],
  ["q_idx + Skv - Sq", "add(i, sub(k, j))"],
  ["max(q_idx + Skv - Sq, 0)", "max(add(i, sub(k, j)), 0)"],
];

/** Steps of a proof about one part of the mask. */
const effort = 500;

export function proveRows(variant: Variant): RowsProof {
  const { mask } = variant.sections;
  if (!mask) return { conditions: always, key: "0", open: [] };
  const facts = noFacts(variant);
  const parts = conjuncts(mask);
  let best: RowsProof | undefined;
  for (const [key, pattern] of witnesses) {
    const next = attempt(parts, key, pattern, facts);
    if (!best || isBetter(next, best, variant)) best = next;
    if (best.conditions?.length === 0) break;
  }
  return best!;
}

/** The parts that all have to be true. */
function conjuncts(node: Node): Node[] {
  if (node.kind !== "apply" || node.args.length < 2 || !connects(node)) return [node];
  const { evaluate } = row(node.op);
  const isBoth = evaluate(1, 1) === 1 && evaluate(0, 1) + evaluate(1, 0) + evaluate(0, 0) === 0;
  return isBoth ? node.args.flatMap(conjuncts) : [node];
}

/** Proves the mask with a witness in the place of `kv_idx`. */
function attempt(parts: readonly Node[], key: string, pattern: string, facts: Facts): RowsProof {
  const { graph } = facts;
  const [i, j, k, column] = ["q_idx", "Sq", "Skv", "kv_idx"].map((name) => graph.variable(name, "i32"));
  const witness = build(parsePattern(pattern), graph, { i: i!, j: j!, k: k! }, "i32");
  const at = formOf(witness, facts);
  const isKey = [at, plus(plus(formOf(k!, facts), at, -1), wholeNumber(-1))].map((sum) => () => isNeverNegative(sum, facts, { left: effort }));
  const proved = transform(graph, parts, (node) => (node === column ? witness : node)).map((part) => isAlways(part, true, facts, { left: effort }));
  const open = parts.filter((_, p) => !proved[p]);
  const conditions = open.length > 0 ? undefined : allOf([...isKey, ...proved.map((found) => () => found)]);
  if (!conditions || canHold(conditions, facts)) return { conditions, key, open };
  return { conditions: undefined, key, open: parts.filter((_, p) => proved[p]!.length > 0) };
}

/** Whether no two of the conditions contradict each other. */
function canHold(conditions: Conditions, { ranges }: Facts): boolean {
  return conditions.every((a) => conditions.every((b) => rangeOfSum(plus(a, b), ranges).hi >= 0));
}

/** Of two proofs the one that holds for more lengths, or asks less; of two that fail the one that leaves less open. */
function isBetter(a: RowsProof, b: RowsProof, variant: Variant): boolean {
  if (!a.conditions || !b.conditions) return a.conditions !== undefined || (!b.conditions && a.open.length < b.open.length);
  const [x, y] = [reach(a.conditions, variant), reach(b.conditions, variant)];
  return x > y || (x === y && a.conditions.length < b.conditions.length);
}

/** For how many powers of two as both lengths the conditions hold, where params have their defaults and all else is 1. */
function reach(conditions: Conditions, { params }: Variant): number {
  const defaults = new Map(params.map(({ name, value }) => [name, value]));
  const valueOf = (node: Node, length: number): number => {
    if (node.kind !== "variable") return 1;
    return node.name === "Sq" || node.name === "Skv" ? length : (defaults.get(node.name) ?? 1);
  };
  const holds =
    (length: number) =>
    ({ constant, terms }: WholeSum): boolean =>
      [...terms].reduce((sum, [node, coefficient]) => sum + coefficient * valueOf(node, length), constant) >= 0;
  return Array.from({ length: 28 }, (_, power) => 2 ** power).filter((length) => conditions.every(holds(length))).length;
}
