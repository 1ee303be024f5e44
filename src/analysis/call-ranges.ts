/**
 * @file What the nodes of a variant can be in any call that is let through: sizes and indices below 2²⁷, tensors that are not empty, f32 params
 * that are finite.
 */
import { interval, type Interval } from "#src/ir/interval.ts";
import { topological, type Node, type Variable } from "#src/ir/node.ts";
import { constantRange, largestSize, rangeRule, typeRange, type Ranges } from "#src/ir/range.ts";
import { builtins } from "#src/ir/variables.ts";
import type { Variant } from "#src/ir/variant.ts";

/** As calls are checked: what 32-bit arithmetic on indices leaves room for. */
const largestLength = 2 ** 27;
const largestFloat = 3.4028234663852886e38;

export function createCallRanges({ inputs, params }: Pick<Variant, "inputs" | "params">): Ranges {
  const known = new Map<Node, Interval>();
  const stored = new Map(inputs.map((input) => [input.name, typeRange(input.type)]));

  function ofVariable({ name, type }: Variable): Interval {
    const builtin = builtins[name];
    if (builtin?.below) return interval(0, largestLength - 1);
    if (builtin?.size) return interval(1, largestLength);
    if (type === "f32") return builtin ? typeRange(type) : interval(-largestFloat, largestFloat);
    // What is neither built in nor a param is a size that a tensor introduces.
    return builtin || params.some((param) => param.name === name) ? typeRange(type) : interval(1, largestSize);
  }

  function rangeOf(node: Node): Interval {
    if (node.kind === "constant") return constantRange(node);
    if (node.kind === "variable") return ofVariable(node);
    if (node.kind === "load") return stored.get(node.input) ?? typeRange(node.type);
    return rangeRule(node)(...node.args.map((arg) => known.get(arg)!));
  }

  return (root) => {
    if (!known.has(root)) for (const node of topological([root])) if (!known.has(node)) known.set(node, rangeOf(node));
    return known.get(root)!;
  };
}
