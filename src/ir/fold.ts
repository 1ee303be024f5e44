/** @file Folding of one node whose operands are constants, by the op table's own meaning. */
import { meaning } from "./meaning.ts";
import type { Constant, Graph, Node } from "./node.ts";

/** The constant that the node is, or the node itself. */
export function foldNode(graph: Graph, node: Node): Node {
  if (node.kind !== "apply" || !node.args.every((arg) => arg.kind === "constant")) return node;
  return graph.constant(meaning(node)(...node.args.map((arg) => (arg as Constant).value)), node.type);
}
