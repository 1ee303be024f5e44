/** @file What a pass is: a name and a way from variant to variant. Most are lists of rules, run by the rewriter. */
import type { Node } from "#src/ir/node.ts";
import type { Ranges } from "#src/ir/range.ts";
import { indexRules, rewrite, type RuleIndex, type Step } from "#src/ir/rewrite.ts";
import type { Rule } from "#src/ir/rule.ts";
import { mapSections, type Variant } from "#src/ir/variant.ts";

/** One application of a rule, and the pass it happened in. */
export interface PassStep extends Step {
  readonly pass: string;
}

export interface PassContext {
  readonly ranges: Ranges;
  readonly trace?: ((step: PassStep) => void) | undefined;
}

export interface Pass {
  readonly name: string;
  /** What the pass knows, where it is a list of rules. */
  readonly rules?: readonly Rule[];
  run(variant: Variant, context: PassContext): Variant;
}

/** A pass that rewrites the sections by rules. */
export function rulePass(name: string, rules: readonly Rule[]): Pass {
  let index: RuleIndex | undefined;
  return {
    name,
    rules,
    run(variant, { ranges, trace }) {
      index ??= indexRules(rules);
      const context = { graph: variant.graph, ranges, trace: trace && ((step: Step) => trace({ ...step, pass: name })) };
      let became: ReadonlyMap<Node, Node> = new Map();
      const rewritten = mapSections(variant, (roots) => {
        const done = rewrite(roots, index!, context);
        became = done.became;
        return done.roots;
      });
      return { ...rewritten, names: handOver(variant.names, became), spans: handOver(variant.spans, became) };
    },
  };
}

/** What was known of a node goes to what it became, unless that has its own or is a mere leaf. */
function handOver<T>(facts: ReadonlyMap<Node, T>, became: ReadonlyMap<Node, Node>): Map<Node, T> {
  const all = new Map(facts);
  for (const [before, fact] of facts) {
    const after = became.get(before);
    if (after && after.args.length > 0 && !all.has(after)) all.set(after, fact);
  }
  return all;
}
