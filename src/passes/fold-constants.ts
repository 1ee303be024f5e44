/** @file Operations on constants become constants; so do integers and truths whose range is a single value (`q_idx >= 0`). */
import { isPoint } from "#src/ir/interval.ts";
import { codeRule } from "#src/ir/rule.ts";
import { rulePass, type Pass } from "./pass.ts";

export const foldConstants: Pass = rulePass("fold-constants", [
  codeRule(
    "a range of one value -> that value",
    () => true,
    (node, { graph, ranges }) => {
      const range = node.type === "f32" ? undefined : ranges(node);
      return range && isPoint(range) ? graph.constant(range.lo, node.type) : undefined;
    },
  ),
]);
