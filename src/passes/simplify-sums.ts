/** @file Sums of integers in one canonical form (see `linear.ts`): `(q_idx + 1) - kv_idx - 1` is `q_idx - kv_idx`. */
import { buildLinear, linearForm } from "#src/ir/linear.ts";
import type { Apply, Node } from "#src/ir/node.ts";
import { row } from "#src/ir/ops.ts";
import { compareNodes } from "#src/ir/order.ts";
import { codeRule, type RuleContext } from "#src/ir/rule.ts";
import { rulePass, type Pass } from "./pass.ts";

export const simplifySums: Pass = rulePass("simplify-sums", [codeRule("an integer sum or product in canonical form", () => true, canonical)]);

function canonical(node: Apply, { graph }: RuleContext): Node | undefined {
  if (node.type !== "i32") return undefined;
  const sum = linearForm(node);
  if (!sum.terms.has(node)) return buildLinear(sum, graph);
  const [a, b] = node.args;
  const swaps = row(node.op).commutative && a!.kind !== "constant" && b!.kind !== "constant" && compareNodes(a!, b!) > 0;
  return swaps ? graph.apply(node.op, b!, a!) : undefined;
}
