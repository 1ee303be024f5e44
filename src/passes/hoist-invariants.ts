/**
 * @file What is worth computing outside the inner loop: values that depend on neither query nor key, on the query alone, on the key alone, or on
 * their difference. The graph stays as it is; the code generator asks. Every operation is total and every read clamped, so hoisting is always safe.
 */
import { topological, type Node } from "#src/ir/node.ts";
import { row } from "#src/ir/ops.ts";
import { levels, levelsOf, type Level } from "#src/ir/variables.ts";
import { rootsOf, type Variant } from "#src/ir/variant.ts";
import { diagonalNodes } from "./hoist-diagonals.ts";

/** The nodes to compute once per (batch, head), per query row, per key column, per diagonal; each list has operands before users. */
export interface Hoisted {
  readonly uniform: readonly Node[];
  readonly row: readonly Node[];
  readonly column: readonly Node[];
  readonly diagonal: readonly Node[];
}

/** One plan for all sections. `sharesDiagonals`: whether the kernel computes a value once for pairs of neighbours on a diagonal. */
export function hoistInvariants(variant: Variant, { sharesDiagonals = false }: { readonly sharesDiagonals?: boolean } = {}): Hoisted {
  const roots = rootsOf(variant);
  const found = levelsOf(roots);
  const nodes = topological(roots);
  const costly = costlyNodes(nodes, found);
  const diagonals = sharesDiagonals ? diagonalNodes(roots, found) : new Set<Node>();
  const { met: diagonal, outside } = outermost(roots, (node) => diagonals.has(node) && costly.has(node));
  const edges = new Set(roots);
  for (const user of nodes) for (const arg of user.args) if (found.get(arg) !== found.get(user)) edges.add(arg);
  const at = (level: Level, worthwhile: (node: Node) => boolean): Node[] =>
    nodes.filter((node) => edges.has(node) && found.get(node) === level && node.args.length + +(node.kind === "load") > 0 && worthwhile(node));
  return {
    uniform: at(levels.uniform, () => true),
    row: at(levels.row, (node) => outside.has(node)),
    // A key's value is kept for a whole tile, in memory: only a read or a slow operation is worth that.
    column: at(levels.column, (node) => costly.has(node) && outside.has(node)),
    diagonal: nodes.filter((node) => diagonal.has(node)),
  };
}

/** The nodes that pass, met first on the ways down from the roots, and all that is met before them. */
function outermost(
  roots: readonly Node[],
  passes: (node: Node) => boolean,
): { readonly met: ReadonlySet<Node>; readonly outside: ReadonlySet<Node> } {
  const [met, outside] = [new Set<Node>(), new Set<Node>()];
  const visit = (node: Node): void => {
    if (met.has(node) || outside.has(node)) return;
    if (passes(node)) return void met.add(node);
    outside.add(node);
    node.args.forEach(visit);
  };
  roots.forEach(visit);
  return { met, outside };
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
