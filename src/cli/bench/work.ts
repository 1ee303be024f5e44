/**
 * @file What a task has to do at the least, whoever does it: two products per pair of query and key that the mask allows, and every tensor touched
 * once. From the block plan: full blocks are counted, pairs of partial ones looked at.
 */
import { createClassifier } from "#src/analysis/classify.ts";
import { inputsIn } from "#src/ir/variables.ts";
import type { Variant } from "#src/ir/variant.ts";
import { gridOf, rowGroups, runsOf, type BlockPlan } from "#src/plan/block-plan.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import type { DenseProblem } from "#src/reference/dense.ts";
import type { Dtype } from "./task.ts";

export interface Work {
  /** Pairs that the mask allows, over all batches and query heads. */
  readonly pairs: number;
  /** 2·(D + Dv) of each: 4·B·Hq·Sq·Skv·D without a mask. */
  readonly flops: number;
  /** q, the keys and values that some query sees, and out. */
  readonly bytes: number;
}

const block = [64, 64] as const;

export function workOf(variant: Variant, { sizes, scalars, inputs }: DenseProblem, dtype: Dtype): Work {
  const { mask } = variant.sections;
  const named = { ...sizes } as Record<string, number>;
  const reads = inputsIn(mask ? [mask] : []);
  const tensors = new Map([...inputs].filter(([name]) => reads.has(name)));
  const plan = planBlocks(mask, { block, sizes: { ...named, ...scalars }, params: scalars, tensors });
  const classifier = mask && createClassifier(mask, { scalars: { ...named, ...scalars }, tensors });
  const groups = rowGroups(plan);
  const alike = (sizes.B * sizes.Hq) / groups.length;
  let [pairs, keys] = [0, 0];
  for (const { b = 0, h = 0 } of groups) {
    classifier?.enter(b, h, Math.floor((h * sizes.Hkv) / sizes.Hq));
    const found = countPairs(plan, b, h, (q, k) => classifier?.point(q, k).hi !== 0);
    pairs += alike * found.pairs;
    // Query heads of a group share their keys; heads that differ are taken to see them all alike.
    keys += (sizes.B * sizes.Hkv * found.keys) / groups.length;
  }
  const { B, Hq, Sq, D, Dv } = sizes;
  const elements = B * Hq * Sq * (D + Dv) + keys * (D + Dv);
  return { pairs, flops: 2 * (D + Dv) * pairs, bytes: elements * (dtype === "f16" ? 2 : 4) };
}

/** The allowed pairs of one head, and how many keys are in any of them. */
function countPairs(plan: BlockPlan, b: number, h: number, allows: (q: number, k: number) => boolean): { pairs: number; keys: number } {
  const seen = new Uint8Array(plan.kvLen);
  let pairs = 0;
  for (let row = 0; row < gridOf(plan).rows; row++) {
    const [q0, q1] = [row * block[0], Math.min((row + 1) * block[0], plan.qLen)];
    for (const run of runsOf(plan, b, h, row)) {
      const [k0, k1] = [run.first * block[1], Math.min(run.end * block[1], plan.kvLen)];
      if (run.full) seen.fill(1, k0, k1);
      pairs += run.full ? (q1 - q0) * (k1 - k0) : lookAt(q0, q1, k0, k1, (q, k) => allows(q, k) && (seen[k] = 1) === 1);
    }
  }
  return { pairs, keys: seen.reduce((sum, isSeen) => sum + isSeen, 0) };
}

function lookAt(q0: number, q1: number, k0: number, k1: number, allows: (q: number, k: number) => boolean): number {
  let pairs = 0;
  for (let q = q0; q < q1; q++) for (let k = k0; k < k1; k++) pairs += +allows(q, k);
  return pairs;
}
