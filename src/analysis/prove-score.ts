/** @file Proves that no score is −∞, which would count as masked, whatever the data: by its range where the dot product is anything. */
import { topological, type Node } from "#src/ir/node.ts";
import type { Variant } from "#src/ir/variant.ts";
import { createCallRanges } from "./call-ranges.ts";

export interface ScoreProof {
  readonly isProved: boolean;
  /** Where −∞ may come from. */
  readonly open: readonly Node[];
}

export function proveScore(variant: Variant): ScoreProof {
  const { score } = variant.sections;
  if (!score) return { isProved: false, open: [] };
  const ranges = createCallRanges(variant);
  const isUnbounded = (node: Node): boolean => node.type === "f32" && Math.max(-ranges(node).lo, ranges(node).hi) === Infinity;
  if (ranges(score).lo > -Infinity) return { isProved: true, open: [] };
  const reached = new Set([score]);
  for (const node of topological([score]).reverse()) if (reached.has(node)) node.args.filter(isUnbounded).forEach((arg) => reached.add(arg));
  return { isProved: false, open: [...reached].filter((node) => !node.args.some(isUnbounded)) };
}
