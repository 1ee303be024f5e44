/**
 * @file The mask over a box of rows and columns: true of all of it, false of all of it, or not known. Sound for the float64 meaning and for
 * what any f32 kernel computes: a single point is undecided only where f32 may decide it either way or a captured tensor is not known here.
 */
import { createMachine, float64Domain, type Machine } from "#src/ir/machine.ts";
import { isPoint, point } from "#src/ir/interval.ts";
import { topological, type Node } from "#src/ir/node.ts";
import { row } from "#src/ir/ops.ts";
import { typeRange } from "#src/ir/range.ts";
import { clampedReader, type Tensor } from "#src/ir/tensor.ts";
import { builtins, levels, levelsOf, type Level } from "#src/ir/variables.ts";
import { affineDomain, constantly, over, type Box, type Ranged } from "./affine.ts";
import { alongColumns, alongRows } from "./direction.ts";
import { rangeLoads } from "./range-table.ts";
import { findSlide, type Slide } from "./slide.ts";

/** What is constant over a call: sizes and params by name, and the captured tensors (`undefined`: values not known here). */
export interface Surroundings {
  readonly scalars: Readonly<Record<string, number>>;
  readonly tensors: ReadonlyMap<string, Tensor | undefined>;
}

/** The mask's value over the pairs of a box: 1, 0, or undecided; then also along what it moves there, and whether it is surely mixed. */
export type MaskValue = Pick<Ranged, "lo" | "hi" | "along" | "gapless">;

/** The row or column at which the sides of a comparison are equal. */
export interface Bend {
  readonly isInRows: boolean;
  readonly at: number;
}

export interface Classifier {
  /** What the mask depends on beside the head and the batch. */
  readonly level: Level;
  /** Goes to one head; to be called before the others. */
  enter(b: number, h: number, hkv: number): void;
  /** The rows q0 … q1 and columns k0 … k1, bounds included. */
  box(q0: number, q1: number, k0: number, k1: number): MaskValue;
  /** The pairs of the last box at which its direction's combination lies from `lo` to `hi`; it has to take all values between. */
  band(along: number, lo: number, hi: number): MaskValue;
  point(q: number, k: number): MaskValue;
  /** The comparisons and boolean reads that the last box or band leaves open. */
  open(): Node[];
  /** Where an open comparison of one index bends within the last box, if all that bend so do it in the rows, or all in the columns. */
  bend(): Bend | undefined;
  /** By what multiple of `step` rows, up to `most`, and as many columns or none, the mask repeats itself within the last box. */
  slide(step: number, most: number): Slide | undefined;
}

/** Whether the mask has one value, 1 or 0. */
export const isDecided = ({ lo, hi }: MaskValue): boolean => lo === hi;

const isOfOneIndex = ({ along }: MaskValue): boolean => along === alongRows || along === alongColumns;

const points: readonly MaskValue[] = [constantly(point(0)), constantly(point(1))];

export function createClassifier(mask: Node, { scalars, tensors }: Surroundings): Classifier {
  const nodes = topological([mask]);
  const box: Box = { q0: 0, q1: 0, k0: 0, k1: 0 };
  const isKnown = (node: Node): boolean => {
    if (node.kind === "load") return tensors.get(node.input) !== undefined;
    return node.kind !== "variable" || scalars[node.name] !== undefined || builtins[node.name] !== undefined;
  };
  const ranges = createMachine(nodes, affineDomain(box, rangeLoads(tensors)));
  const known = nodes.every((node) => node.type !== "f32" && isKnown(node));
  const exact = known ? createMachine([mask], float64Domain(clampedReader(tensors as ReadonlyMap<string, Tensor>))) : undefined;
  for (const node of nodes) {
    if (node.kind !== "variable") continue;
    // A size that a tensor introduces is as unknown as the tensor.
    if (!isKnown(node)) ranges.set(node.name, constantly(typeRange(node.type)));
    if (scalars[node.name] === undefined) continue;
    const value = node.type === "f32" ? Math.fround(scalars[node.name]!) : scalars[node.name]!;
    ranges.set(node.name, constantly(point(value)));
    exact?.set(node.name, value);
  }
  const atoms = nodes.filter((node) => (node.kind === "load" ? node.type === "bool" : node.kind === "apply" && row(node.op).affine === "compares"));
  const boxes = boxEvaluator(mask, ranges, box);
  return {
    level: levelsOf([mask]).get(mask)!,
    enter(b, h, hkv) {
      for (const [name, value] of Object.entries({ b, h, hkv })) {
        ranges.set(name, constantly(point(value)));
        exact?.set(name, value);
      }
      ranges.run(levels.uniform);
      exact?.run(levels.uniform);
      boxes.forget();
    },
    box: boxes.evaluate,
    band: boxes.within,
    point: exact ? pointEvaluator(mask, exact) : (q, k) => boxes.evaluate(q, q, k, k),
    open: () => atoms.filter((node) => !isPoint(ranges.get(node))),
    bend() {
      const found = atoms.map((node) => ranges.get(node)).filter((value) => value.form && value.lo < value.hi && isOfOneIndex(value));
      const [first] = found;
      if (!first || found.some(({ along }) => along !== first.along)) return undefined;
      const { q, k, c } = first.form!;
      const isInRows = first.along === alongRows;
      // In a single column a difference of both indices is one of rows.
      return { isInRows, at: isInRows ? -(k * box.k0 + c) / q : -(q * box.q0 + c) / k };
    },
    slide: (step, most) => findSlide(nodes, (node) => ranges.get(node), step, most),
  };
}

interface BoxEvaluator {
  readonly evaluate: Classifier["box"];
  readonly within: Classifier["band"];
  forget(): void;
}

/** Evaluates boxes, leaving out the row or column level when its side of the box is the last one's. */
function boxEvaluator(mask: Node, machine: Machine<Ranged>, box: Box): BoxEvaluator {
  let isBanded = false;
  const evaluate: Classifier["box"] = (q0, q1, k0, k1) => {
    const rows = box.q0 !== q0 || box.q1 !== q1;
    const columns = box.k0 !== k0 || box.k1 !== k1;
    [box.q0, box.q1, box.k0, box.k1] = [q0, q1, k0, k1];
    if (rows) {
      machine.set("q_idx", over(box, 1, 0, 0));
      machine.run(levels.row);
    }
    if (columns) {
      machine.set("kv_idx", over(box, 0, 1, 0));
      machine.run(levels.column);
    }
    if (rows || columns || isBanded) machine.run(levels.pair);
    isBanded = false;
    return machine.get(mask);
  };
  return {
    evaluate,
    within(along, lo, hi) {
      if (along === alongRows) return evaluate(lo, hi, box.k0, box.k1);
      if (along === alongColumns) return evaluate(box.q0, box.q1, lo, hi);
      box.band = { along, lo, hi };
      machine.run(levels.pair);
      box.band = undefined;
      isBanded = true;
      return machine.get(mask);
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
    return points[machine.get(mask)]!;
  };
}
