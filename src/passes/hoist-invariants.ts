/**
 * @file What is worth computing outside the inner loop: values that depend on neither query nor key, on the query alone, or on the key alone.
 * The graph stays as it is; the code generator asks. Every operation is total and every read clamped, so hoisting is always safe.
 */
import { topological, type Node } from "#src/ir/node.ts";
import { row } from "#src/ir/ops.ts";
import { levels, levelsOf, type Level } from "#src/ir/variables.ts";
import { rootsOf, type Variant } from "#src/ir/variant.ts";

/** The nodes to compute once per (batch, head), per query row, per key column; each list has operands before users. */
export interface Hoisted {
  readonly uniform: readonly Node[];
  readonly row: readonly Node[];
  readonly column: readonly Node[];
}

/** One plan for all sections. */
export function hoistInvariants(variant: Variant): Hoisted {
  const roots = rootsOf(variant);
  const found = levelsOf(roots);
  const nodes = topological(roots);
  const edges = new Set(roots);
  for (const user of nodes) for (const arg of user.args) if (found.get(arg) !== found.get(user)) edges.add(arg);
  const costly = costlyNodes(nodes, found);
  const at = (level: Level, worthwhile: (node: Node) => boolean): Node[] =>
    nodes.filter((node) => edges.has(node) && found.get(node) === level && node.args.length + +(node.kind === "load") > 0 && worthwhile(node));
  return {
    uniform: at(levels.uniform, () => true),
    row: at(levels.row, () => true),
    // A key's value is kept for a whole tile, in memory: only a read or a slow operation is worth that.
    column: at(levels.column, (node) => costly.has(node)),
  };
}

/** The nodes that read a tensor or use a slow operation, themselves or in operands of their own level. */
function costlyNodes(nodes: readonly Node[], found: ReadonlyMap<Node, Level>): Set<Node> {
  const costly = new Set<Node>();
  for (const node of nodes) {
    const itself = node.kind === "load" || (node.kind === "apply" && row(node.op).costly === true);
    if (itself || node.args.some((arg) => costly.has(arg) && found.get(arg) === found.get(node))) costly.add(node);
  }
  return costly;
}
