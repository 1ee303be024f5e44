/** @file Folding of one node whose operands are constants, by the op table's own meaning. */
import { meaning } from "./machine.ts";
import type { Constant, Graph, Node } from "./node.ts";

/** The constant that the node is, or the node itself. A fold that would leave f32's finite range stays for the machine to do. */
export function foldNode(graph: Graph, node: Node): Node {
  if (node.kind !== "apply" || !node.args.every((arg) => arg.kind === "constant")) return node;
  const value = meaning(node)(...node.args.map((arg) => (arg as Constant).value));
  return Number.isFinite(value) && Number.isFinite(Math.fround(value)) ? graph.constant(value, node.type) : node;
}
