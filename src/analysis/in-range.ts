/**
 * @file Proves that an index of a captured tensor stays inside its dimension for every size, param and pair, so that the kernel may leave
 * the clamp out and the compiler need not warn.
 */
import * as codes from "#src/diagnostics/codes/language.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { topological, type Load } from "#src/ir/node.ts";
import { printNode } from "#src/ir/print.ts";
import { rootsOf, type Variant } from "#src/ir/variant.ts";
import { formOf, noFacts } from "./facts.ts";
import { isNeverNegative } from "./prove-sum.ts";
import { plus, wholeNumber } from "./whole-sum.ts";

/** Steps of a proof about one index. */
const effort = 500;

/** Whether the index of one axis of a read surely stays inside its dimension. */
export function provesInRange(variant: Variant, load: Load, axis: number): boolean {
  const facts = noFacts(variant);
  const index = formOf(load.args[axis]!, facts);
  const size = formOf(variant.inputs.find((input) => input.name === load.input)!.dims[axis]!, facts);
  const left = plus(plus(size, index, -1), wholeNumber(-1));
  return [index, left].every((sum) => isNeverNegative(sum, facts, { left: effort })?.length === 0);
}

/** Warns of every read that is not proved to stay inside. */
export function reportUnprovedReads(variant: Variant, report: Report): void {
  for (const node of topological(rootsOf(variant))) {
    if (node.kind !== "load") continue;
    const input = variant.inputs.find(({ name }) => name === node.input)!;
    node.args.forEach((arg, axis) => {
      if (provesInRange(variant, node, axis)) return;
      report.add(codes.unprovedRead(variant.spans.get(node), printNode(arg), input.name, printNode(input.dims[axis]!)));
    });
  }
}
