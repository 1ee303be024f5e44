/**
 * @file Rewrites a graph by rules, from the bottom up and to a fixed point: when it is done, no rule applies to any node of the result.
 * Constants are folded on the way. Rules that chase each other in a circle are stopped by a budget, with an error that names them.
 */
import { foldNode } from "./fold.ts";
import { topological, withArgs, type Apply, type Node } from "./node.ts";
import { opNames, type OpName } from "./ops.ts";
import { printNode } from "./print.ts";
import { prepareRule, type ReadyRule, type Rule, type RuleContext } from "./rule.ts";

/** Rules by the operation at the root of their pattern. */
export type RuleIndex = ReadonlyMap<OpName, readonly ReadyRule[]>;

/** Reads the rules and sorts them by root operation, keeping their order. */
export function indexRules(rules: readonly Rule[]): RuleIndex {
  const ready = rules.map(prepareRule);
  return new Map(opNames.map((op) => [op, ready.filter((candidate) => candidate.concerns(op))]));
}

/** One application of a rule. */
export interface Step {
  readonly rule: string;
  readonly before: Node;
  readonly after: Node;
}

export interface Rewriting extends RuleContext {
  readonly trace?: ((step: Step) => void) | undefined;
  /** How many times a rule may be applied; by default far more than any sensible set of rules needs. */
  readonly budget?: number;
}

export interface Rewritten {
  readonly roots: readonly Node[];
  /** What became of each node met. */
  readonly became: ReadonlyMap<Node, Node>;
}

const rewritesPerNode = 100;

export function rewrite(roots: readonly Node[], rules: RuleIndex, context: Rewriting): Rewritten {
  const { graph, trace } = context;
  const became = new Map<Node, Node>();
  const recent: string[] = [];
  const nodes = topological(roots);
  let left = context.budget ?? rewritesPerNode * (nodes.length + 10);

  function note(rule: string, before: Node, after: Node): void {
    trace?.({ rule, before, after });
    recent.push(rule);
    if (recent.length > 8) recent.shift();
    if (left-- <= 0) throw new Error(`rules go in a circle: ${[...new Set(recent)].join("; ")}; at ${printNode(before).slice(0, 200)}`);
  }

  /** One rewrite of a node whose operands are settled, or `undefined`. */
  function improve(node: Apply): Node | undefined {
    for (const candidate of rules.get(node.op) ?? []) {
      const after = candidate.apply(node, context);
      if (!after || after === node) continue;
      note(candidate.name, node, after);
      return after;
    }
    return undefined;
  }

  function settle(start: Node): Node {
    let node: Node | undefined = start;
    let last = start;
    while (node && !became.has(node)) {
      last = foldNode(graph, withArgs(graph, node, node.args.map(settle)));
      node = became.has(last) ? last : last.kind === "apply" ? improve(last) : undefined;
    }
    const settled = node ? became.get(node)! : last;
    became.set(start, settled);
    became.set(settled, settled);
    return settled;
  }

  // Operands first, so that the recursion only ever descends into what a rule has just built.
  for (const node of nodes) settle(node);
  return { roots: roots.map((root) => became.get(root)!), became };
}
