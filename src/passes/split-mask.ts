/**
 * @file A score of −inf counts as masked, so `where(p, x, -inf)` as the score is `x` under the mask `p`, provided `p` does not need the score.
 * What moves to the mask is seen by the planner.
 */
import type { Node } from "#src/ir/node.ts";
import type { Ranges } from "#src/ir/range.ts";
import { variablesIn } from "#src/ir/variables.ts";
import { sectionRules, type Variant } from "#src/ir/variant.ts";
import type { Pass } from "./pass.ts";

export const splitMask: Pass = {
  name: "split-mask",
  run(variant, { ranges }) {
    const split = splitScore(variant, ranges);
    if (!split) return variant;
    const {
      graph,
      sections: { mask },
    } = variant;
    const kept = mask ? graph.apply("and", mask, split.mask) : split.mask;
    return { ...variant, sections: { ...variant.sections, mask: kept, score: split.score } };
  },
};

function splitScore({ graph, sections: { score } }: Variant, ranges: Ranges): { mask: Node; score: Node } | undefined {
  if (score?.kind !== "apply" || score.op !== "where") return undefined;
  const [test, then, otherwise] = score.args as [Node, Node, Node];
  const seen = variablesIn([test]);
  if (sectionRules.mask.hidden.some((name) => seen.has(name))) return undefined;
  const isMasked = (node: Node): boolean => ranges(node).hi === -Infinity && !ranges(node).nan;
  if (isMasked(otherwise)) return { mask: test, score: then };
  return isMasked(then) ? { mask: graph.apply("not", test), score: otherwise } : undefined;
}
