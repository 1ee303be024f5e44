/**
 * @file The mask over a box of rows and columns: true of all of it, false of all of it, or not known. Sound for the float64 meaning and for
 * what any f32 kernel computes: a single point is `unknown` only where f32 may decide it either way or a captured tensor is not known here.
 */
import { createMachine, float64Domain, type Machine } from "#src/ir/machine.ts";
import { isFalse, isTrue, point, type Interval } from "#src/ir/interval.ts";
import { topological, type Node } from "#src/ir/node.ts";
import { typeRange } from "#src/ir/range.ts";
import { clampedReader, type Tensor } from "#src/ir/tensor.ts";
import { builtins, levels, levelsOf, type Level } from "#src/ir/variables.ts";
import { affineDomain, type Box, type Ranged } from "./affine.ts";
import { rangeLoads } from "./range-table.ts";

export type BoxClass = "full" | "empty" | "unknown";

/** What is constant over a call: sizes and params by name, and the captured tensors (`undefined`: values not known here). */
export interface Surroundings {
  readonly scalars: Readonly<Record<string, number>>;
  readonly tensors: ReadonlyMap<string, Tensor | undefined>;
}

export interface Classifier {
  /** What the mask depends on beside the head and the batch. */
  readonly level: Level;
  /** Goes to one head; to be called before the others. */
  enter(b: number, h: number, hkv: number): void;
  /** The rows q0 … q1 and columns k0 … k1, bounds included. */
  box(q0: number, q1: number, k0: number, k1: number): BoxClass;
  point(q: number, k: number): BoxClass;
}

export function createClassifier(mask: Node, { scalars, tensors }: Surroundings): Classifier {
  const nodes = topological([mask]);
  const box: Box = { q0: 0, q1: 0, k0: 0, k1: 0 };
  const ranges = createMachine(nodes, affineDomain(box, rangeLoads(tensors)));
  const isKnown = (node: Node): boolean => {
    if (node.kind === "load") return tensors.get(node.input) !== undefined;
    return node.kind !== "variable" || scalars[node.name] !== undefined || builtins[node.name] !== undefined;
  };
  const known = nodes.every((node) => node.type !== "f32" && isKnown(node));
  const exact = known ? createMachine([mask], float64Domain(clampedReader(tensors as ReadonlyMap<string, Tensor>))) : undefined;
  for (const node of nodes) {
    if (node.kind !== "variable") continue;
    // A size that a tensor introduces is as unknown as the tensor.
    if (!isKnown(node)) ranges.set(node.name, typeRange(node.type));
    if (scalars[node.name] === undefined) continue;
    const value = node.type === "f32" ? Math.fround(scalars[node.name]!) : scalars[node.name]!;
    ranges.set(node.name, point(value));
    exact?.set(node.name, value);
  }
  const boxes = boxEvaluator(mask, ranges, box);
  return {
    level: levelsOf([mask]).get(mask)!,
    enter(b, h, hkv) {
      for (const [name, value] of Object.entries({ b, h, hkv })) {
        ranges.set(name, point(value));
        exact?.set(name, value);
      }
      ranges.run(levels.uniform);
      exact?.run(levels.uniform);
      boxes.forget();
    },
    box: boxes.evaluate,
    point: exact ? pointEvaluator(mask, exact) : (q, k) => boxes.evaluate(q, q, k, k),
  };
}

function classOf(value: Interval): BoxClass {
  return isTrue(value) ? "full" : isFalse(value) ? "empty" : "unknown";
}

/** Evaluates boxes, leaving out the row or column level when its side of the box is the last one's. */
function boxEvaluator(mask: Node, machine: Machine<Ranged>, box: Box): { evaluate: Classifier["box"]; forget: () => void } {
  const side = (name: string, lo: number, hi: number, form: Ranged["form"], level: Level): void => {
    machine.set(name, { lo, hi, nan: false, form });
    machine.run(level);
  };
  return {
    evaluate(q0, q1, k0, k1) {
      const rows = box.q0 !== q0 || box.q1 !== q1;
      const columns = box.k0 !== k0 || box.k1 !== k1;
      [box.q0, box.q1, box.k0, box.k1] = [q0, q1, k0, k1];
      if (rows) side("q_idx", q0, q1, { q: 1, k: 0, c: 0 }, levels.row);
      if (columns) side("kv_idx", k0, k1, { q: 0, k: 1, c: 0 }, levels.column);
      if (rows || columns) machine.run(levels.pair);
      return classOf(machine.get(mask));
    },
    forget: () => void (box.q0 = box.k0 = -1),
  };
}

function pointEvaluator(mask: Node, machine: Machine<number>): Classifier["point"] {
  return (q, k) => {
    machine.set("q_idx", q);
    machine.run(levels.row);
    machine.set("kv_idx", k);
    machine.run(levels.column);
    machine.run(levels.pair);
    return machine.get(mask) ? "full" : "empty";
  };
}
