/**
 * @file Makes the block plan of a mask. Rectangles of blocks are decided at once where the analysis can; an undecided one is halved, down to a
 * single block, which is then refined inside, down to single points. So the cost follows the boundary of the mask, and the plan is the
 * one that evaluating every point gives. Sides that the mask does not depend on are never cut.
 */
import { createClassifier, type Classifier } from "#src/analysis/classify.ts";
import type { Node } from "#src/ir/node.ts";
import type { Tensor } from "#src/ir/tensor.ts";
import { levels, variablesIn, type Level } from "#src/ir/variables.ts";
import { gridOf, type BlockPlan } from "./block-plan.ts";
import { packRows } from "./pack-rows.ts";

export interface PlanRequest {
  readonly block: readonly [q: number, kv: number];
  /** B, Hq, Hkv, Sq, Skv, D, Dv, and the sizes read from tensors. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, number>>;
  /** `undefined`: the values are not known here, as of a buffer on the device. */
  readonly tensors: ReadonlyMap<string, Tensor | undefined>;
}

/** Both bits: a true and a false pair were met, or one that is not known. */
const seenTrue = 1;
const seenFalse = 2;
const mixed = 3;
const seenAs = { full: seenTrue, empty: seenFalse, unknown: mixed } as const;

/** Boxes of at most so many points are evaluated point by point. */
const fewPoints = 64;

/** The plan of a mask (none: all pairs). */
export function planBlocks(mask: Node | undefined, request: PlanRequest): BlockPlan {
  const size = (name: string): number => request.sizes[name]!;
  const shape = { block: request.block, qLen: size("Sq"), kvLen: size("Skv"), batches: size("B"), heads: size("Hq") };
  const used = variablesIn(mask ? [mask] : []);
  const batches = used.has("b") ? shape.batches : 1;
  const heads = used.has("h") || used.has("hkv") ? shape.heads : 1;
  const classifier = mask && createClassifier(mask, { scalars: { ...request.sizes, ...request.params }, tensors: request.tensors });
  const groups = Array.from({ length: batches * heads }, (_, group) => {
    const h = group % heads;
    classifier?.enter(Math.floor(group / heads), h, Math.floor((h * size("Hkv")) / size("Hq")));
    return planHead(classifier, shape);
  });
  const strides = { batchStride: batches > 1 ? heads : 0, headStride: heads > 1 ? 1 : 0 };
  return { ...shape, ...strides, words: packRows(groups), work: { boxes: 0, points: 0 } };
}

type Shape = Pick<BlockPlan, "block" | "qLen" | "kvLen">;

/** Deals with a box, ends excluded, or answers that it has to be halved; the last ones cannot be. */
type Deal = (r0: number, r1: number, c0: number, c1: number, isLast: boolean) => boolean;

/** Goes through a box of cells, ends excluded, in halves of its longer side. */
function halving(level: Level, [tall, wide]: BlockPlan["block"], deal: Deal): (r0: number, r1: number, c0: number, c1: number) => void {
  return function visit(r0, r1, c0, c1) {
    const height = level & levels.row && r1 - r0 > 1 ? (r1 - r0) * tall : 0;
    const width = level & levels.column && c1 - c0 > 1 ? (c1 - c0) * wide : 0;
    if (deal(r0, r1, c0, c1, height + width === 0)) return;
    const [r, c] = height < width ? [r1, (c0 + c1) >> 1] : [(r0 + r1) >> 1, c1];
    visit(r0, r, c0, c);
    if (height < width) visit(r0, r1, c, c1);
    else visit(r, r1, c0, c1);
  };
}

/** The words of each block row's runs, for one head. */
function planHead(classifier: Classifier | undefined, shape: Shape): number[][] {
  const { rows, columns } = gridOf(shape);
  const { block, qLen, kvLen } = shape;
  const [tall, wide] = block;
  const table: number[][] = Array.from({ length: rows }, () => []);
  const visit = halving(classifier?.level ?? levels.uniform, block, (r0, r1, c0, c1, isLast) => {
    const bounds = [r0 * tall, Math.min(r1 * tall, qLen) - 1, c0 * wide, Math.min(c1 * wide, kvLen) - 1] as const;
    const decided = classifier?.box(...bounds) ?? "full";
    if (decided === "unknown" && !isLast) return false;
    // No cell of a ragged row or column becomes full, so there it is enough to find one true pair.
    const ragged = (r0 === rows - 1 && r1 * tall > qLen) || (c0 === columns - 1 && c1 * wide > kvLen);
    const seen = decided === "unknown" ? refine(classifier!, ...bounds, ragged ? seenFalse : 0) : seenAs[decided];
    const whole = Math.max(c0, Math.min(c1, Math.floor(kvLen / wide)));
    const end = seen & seenTrue ? r1 : r0;
    for (let r = r0; r < end; r++) {
      const inside = seen === seenTrue && (r + 1) * tall <= qLen ? whole : c0;
      if (c0 < inside) append(table[r]!, c0, inside, 1);
      if (inside < c1) append(table[r]!, inside, c1, 0);
    }
    return true;
  });
  if (rows > 0 && columns > 0) visit(0, rows, 0, columns);
  return table;
}

/** Adds a run behind those of a row, joining it to the last where it goes on. */
function append(row: number[], first: number, end: number, full: 0 | 1): void {
  if (row.at(-1) === ((first << 1) | full)) row[row.length - 1] = (end << 1) | full;
  else row.push(first, (end << 1) | full);
}

/** What is to be seen in a box that could not be decided, bounds included; stops as soon as it is mixed. */
function refine(classifier: Classifier, q0: number, q1: number, k0: number, k1: number, already: number): number {
  const lastQ = classifier.level & levels.row ? q1 : q0;
  const lastK = classifier.level & levels.column ? k1 : k0;
  let seen = already;
  const look = (q: number, k: number): boolean => (seen |= seenAs[classifier.point(q, k)]) === mixed;
  const search = halving(classifier.level, [1, 1], (top, bottom, left, right) => {
    if (seen === mixed) return true;
    if ((bottom - top) * (right - left) <= fewPoints) {
      for (let q = top; q < bottom; q++) for (let k = left; k < right; k++) if (look(q, k)) return true;
      return true;
    }
    const decided = classifier.box(top, bottom - 1, left, right - 1);
    if (decided === "unknown") return false;
    seen |= seenAs[decided];
    return true;
  });
  const probed = look(q0, k0) || look(lastQ, lastK) || look(q0, lastK) || look(lastQ, k0) || look((q0 + lastQ) >> 1, (k0 + lastK) >> 1);
  if (!probed) search(q0, lastQ + 1, k0, lastK + 1);
  return seen;
}
