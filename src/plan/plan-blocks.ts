/** @file Makes the block plan of a mask for a call: one list of block rows for each batch and head that the mask tells apart, packed. */
import { createClassifier } from "#src/analysis/classify.ts";
import type { Node } from "#src/ir/node.ts";
import type { Tensor } from "#src/ir/tensor.ts";
import { variablesIn } from "#src/ir/variables.ts";
import type { BlockPlan } from "./block-plan.ts";
import { packRows } from "./pack-rows.ts";
import { createProbe, type OnPoints } from "./probe.ts";
import { planRows } from "./plan-rows.ts";

export interface PlanRequest {
  readonly block: readonly [q: number, kv: number];
  /** B, Hq, Hkv, Sq, Skv, D, Dv, and the sizes read from tensors. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, number>>;
  /** `undefined`: the values are not known here, as of a buffer on the device. */
  readonly tensors: ReadonlyMap<string, Tensor | undefined>;
  /** Told of every block that had to be evaluated at single pairs: the comparisons and boolean reads that were open there, and at how many. */
  readonly onPoints?: OnPoints;
}

/** The plan of a mask (none: all pairs). */
export function planBlocks(mask: Node | undefined, request: PlanRequest): BlockPlan {
  const size = (name: string): number => request.sizes[name]!;
  const shape = { block: request.block, qLen: size("Sq"), kvLen: size("Skv"), batches: size("B"), heads: size("Hq") };
  const used = variablesIn(mask ? [mask] : []);
  const batches = used.has("b") ? shape.batches : 1;
  const heads = used.has("h") || used.has("hkv") ? shape.heads : 1;
  const classifier = mask && createClassifier(mask, { scalars: { ...request.sizes, ...request.params }, tensors: request.tensors });
  const probe = classifier && createProbe(classifier, request.onPoints);
  const groups = Array.from({ length: batches * heads }, (_, group) => {
    const h = group % heads;
    classifier?.enter(Math.floor(group / heads), h, Math.floor((h * size("Hkv")) / size("Hq")));
    return planRows(probe, shape);
  });
  const strides = { batchStride: batches > 1 ? heads : 0, headStride: heads > 1 ? 1 : 0 };
  return { ...shape, ...strides, words: packRows(groups), work: { boxes: 0, points: 0, ...probe?.work } };
}
