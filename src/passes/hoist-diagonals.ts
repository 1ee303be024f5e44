/**
 * @file Values that know query and key by their difference alone, as relative biases do: they are the same for all pairs of a diagonal. Of
 * `r` neighbouring rows and `k` neighbouring keys there are `r + k − 1` diagonals, and `r · k` pairs.
 */
import { linearForm } from "#src/ir/linear.ts";
import { topological, type Node } from "#src/ir/node.ts";
import { levels, type Level } from "#src/ir/variables.ts";

/** The nodes that are the same along every diagonal without being the same in a whole head, given what each depends on. */
export function diagonalNodes(roots: readonly Node[], found: ReadonlyMap<Node, Level>): Set<Node> {
  const diagonal = new Set<Node>();
  const isSame = (node: Node): boolean => found.get(node) === levels.uniform || diagonal.has(node);
  for (const node of topological(roots)) {
    if (found.get(node) !== levels.pair || node.kind === "variable") continue;
    if (node.args.every(isSame) || isDifference(node, isSame)) diagonal.add(node);
  }
  return diagonal;
}

/** Whether a sum takes the key from the query as often as it adds it, so that both go up by one and it stays. i32 wraps alike on both sides. */
function isDifference(node: Node, isSame: (node: Node) => boolean): boolean {
  if (node.kind !== "apply" || node.type !== "i32") return false;
  const { terms } = linearForm(node);
  const isIndex = (term: Node): boolean => term.kind === "variable" && (term.name === "q_idx" || term.name === "kv_idx");
  const slope = [...terms].reduce((total, [term, factor]) => (isIndex(term) ? (total + factor) | 0 : total), 0);
  return slope === 0 && [...terms.keys()].every((term) => isIndex(term) || (term !== node && isSame(term)));
}
