/**
 * @file The IR: a hash-consed, typed expression graph. Two nodes of one graph that mean the same by construction are the same object, so
 * common sub-expressions need no pass. A node is a constant, a variable (`q_idx`, a size, a parameter), a read of a captured tensor, or a
 * row of the op table applied to operands. Nodes are immutable; passes build new ones in the same graph.
 */
import { row, type OpName } from "./ops.ts";
import type { ScalarType } from "./types.ts";

interface Typed {
  /** Position in the graph's order of creation; operands always have smaller ones. */
  readonly id: number;
  readonly type: ScalarType;
  readonly args: readonly Node[];
}

export interface Constant extends Typed {
  readonly kind: "constant";
  /** f32 values are representable in f32; booleans are 0 and 1. */
  readonly value: number;
}

export interface Variable extends Typed {
  readonly kind: "variable";
  readonly name: string;
}

/** A captured tensor read at i32 indices, each clamped to its dimension. */
export interface Load extends Typed {
  readonly kind: "load";
  readonly input: string;
}

export interface Apply extends Typed {
  readonly kind: "apply";
  readonly op: OpName;
}

export type Node = Constant | Variable | Load | Apply;

export interface Graph {
  constant(value: number, type: ScalarType): Constant;
  variable(name: string, type: ScalarType): Variable;
  load(input: string, type: ScalarType, indices: readonly Node[]): Load;
  /** Applies an operation, converting operands as its typing rule says; throws where the rule has no answer. */
  apply(op: OpName, ...operands: readonly Node[]): Node;
  /** Like {@link apply}, but `undefined` where the typing rule has no answer. */
  tryApply(op: OpName, operands: readonly Node[]): Node | undefined;
}

export function createGraph(): Graph {
  const known = new Map<string, Node>();

  function intern<T extends Node>(key: string, make: (id: number) => T): T {
    const found = known.get(key) ?? make(known.size);
    known.set(key, found);
    return found as T;
  }

  function constant(value: number, type: ScalarType): Constant {
    const exact = type === "f32" ? Math.fround(value) : type === "i32" ? value | 0 : +(value !== 0);
    const text = Object.is(exact, -0) ? "-0" : String(exact);
    return intern(`${type} ${text}`, (id) => ({ kind: "constant", id, type, args: [], value: exact }));
  }

  function convert(node: Node, type: ScalarType): Node {
    if (node.type === type) return node;
    return node.kind === "constant" && type === "f32" ? constant(node.value, type) : apply(`to_${type}`, node);
  }

  function tryApply(op: OpName, operands: readonly Node[]): Node | undefined {
    const found = row(op);
    if (operands.length !== found.arity) return undefined;
    const types = operands.map((node) => node.type);
    if (found.onBool && types.every((type) => type === "bool")) return tryApply(found.onBool, operands);
    const typing = found.typing(types);
    if (!typing) return undefined;
    if (found.conversion && types[0] === typing.result) return operands[0];
    const args = operands.map((node, i) => convert(node, typing.operands[i]!));
    return intern(`${op} ${args.map((arg) => arg.id).join(" ")}`, (id) => ({ kind: "apply", id, type: typing.result, op, args }));
  }

  function apply(op: OpName, ...operands: readonly Node[]): Node {
    const made = tryApply(op, operands);
    if (!made) throw new Error(`\`${op}\` has no meaning for ${operands.map((node) => node.type).join(", ")}`);
    return made;
  }

  return {
    constant,
    variable: (name, type) => intern(`var ${name} ${type}`, (id) => ({ kind: "variable", id, type, args: [], name })),
    load: (input, type, args) => intern(`load ${input} ${args.map((arg) => arg.id).join(" ")}`, (id) => ({ kind: "load", id, type, args, input })),
    apply,
    tryApply,
  };
}

/** Every node that the roots need, operands before users, in the order of first need (so it does not depend on how the graph was built). */
export function topological(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>();
  const stack = [...roots].reverse();
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    const waiting = seen.has(node) ? [] : node.args.filter((arg) => !seen.has(arg));
    if (waiting.length > 0) stack.push(...waiting.reverse());
    else seen.add(stack.pop()!);
  }
  return [...seen];
}

/** Rebuilds what the roots need from the bottom up: `change` sees each node with its operands already rebuilt. */
export function transform(graph: Graph, roots: readonly Node[], change: (node: Node) => Node): Node[] {
  const done = new Map<Node, Node>();
  for (const node of topological(roots)) {
    const args = node.args.map((arg) => done.get(arg)!);
    done.set(node, change(withArgs(graph, node, args)));
  }
  return roots.map((root) => done.get(root)!);
}

/** The same node over other operands. */
export function withArgs(graph: Graph, node: Node, args: readonly Node[]): Node {
  if (args.every((arg, i) => arg === node.args[i])) return node;
  return node.kind === "load" ? graph.load(node.input, node.type, args) : graph.apply((node as Apply).op, ...args);
}
