/**
 * @file What a block plan is made from, as plain JSON: the mask and the dims of the captured tensors over a list of nodes in which operands are
 * places of earlier ones. Whoever reads it needs neither typing rules nor hash-consing, so that the runtime brings none.
 */
import { topological, type Apply, type Constant, type Load, type Node, type Variable } from "./node.ts";
import type { Input, Variant } from "./variant.ts";

interface Placed {
  readonly args: readonly number[];
}

/** A node of the list; a constant that JSON has no number for (`Infinity`, `NaN`, `-0`) is written as text. */
export type NodeData =
  | (Placed & Pick<Apply, "kind" | "type" | "op">)
  | (Placed & Pick<Constant, "kind" | "type"> & { readonly value: number | string })
  | (Placed & Pick<Load, "kind" | "type" | "input">)
  | (Placed & Pick<Variable, "kind" | "type" | "name">);

/** The mask (none: all pairs) and the dims are places in `nodes`. */
export interface MaskData {
  readonly nodes: readonly NodeData[];
  readonly inputs: readonly (Pick<Input, "name" | "type"> & { readonly dims: readonly number[] })[];
  readonly mask?: number;
}

/** The same as nodes. */
export interface MaskGraph {
  readonly inputs: readonly Input[];
  readonly mask: Node | undefined;
}

/** A variant's mask and inputs. */
export function encodeMask({ inputs, sections: { mask } }: Pick<Variant, "inputs" | "sections">): MaskData {
  const nodes = topological([...inputs.flatMap(({ dims }) => dims), ...(mask ? [mask] : [])]);
  const places = new Map(nodes.map((node, place) => [node, place]));
  const placesOf = (list: readonly Node[]): number[] => list.map((node) => places.get(node)!);
  return {
    nodes: nodes.map((node) => encodeNode(node, placesOf(node.args))),
    inputs: inputs.map(({ name, type, dims }) => ({ name, type, dims: placesOf(dims) })),
    ...(mask ? { mask: places.get(mask)! } : {}),
  };
}

function encodeNode(node: Node, args: readonly number[]): NodeData {
  const { kind, type } = node;
  switch (kind) {
    case "constant":
      return { kind, type, value: jsonNumber(node.value), args };
    case "variable":
      return { kind, type, name: node.name, args };
    case "load":
      return { kind, type, input: node.input, args };
    case "apply":
      return { kind, type, op: node.op, args };
    default:
      return node satisfies never;
  }
}

function jsonNumber(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

/** Reads back what {@link encodeMask} wrote. */
export function decodeMask({ nodes: list, inputs, mask }: MaskData): MaskGraph {
  const nodes: Node[] = [];
  const nodesAt = (places: readonly number[]): Node[] => places.map((place) => nodes[place]!);
  list.forEach((data, id) => {
    const args = nodesAt(data.args);
    nodes.push(data.kind === "constant" ? { ...data, id, args, value: Number(data.value) } : { ...data, id, args });
  });
  return { inputs: inputs.map((input) => ({ ...input, dims: nodesAt(input.dims) })), mask: nodes[mask ?? -1] };
}
