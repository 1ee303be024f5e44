/**
 * @file The query rows of a plan that have no key. A row of blocks with a full run has none of them; into the others it is looked with boxes of
 * rows, halved until the mask is decided there.
 */
import { createClassifier, isDecided, type Classifier } from "#src/analysis/classify.ts";
import type { Node } from "#src/ir/node.ts";
import { gridOf, rowGroups, runsOf, type BlockPlan } from "./block-plan.ts";
import type { PlanRequest } from "./plan-blocks.ts";

export interface EmptyRows {
  /** Of the batches and heads that the plan tells apart. */
  readonly count: number;
  readonly first: { readonly b: number; readonly h: number; readonly q: number } | undefined;
  /** Rows of which it hangs on how f32 rounds. */
  readonly unsure: number;
}

/** Keys from the first to the last. */
type Stretch = readonly [first: number, last: number];

/** So few pairs are looked at one by one. */
const fewKeys = 16;

export function findEmptyRows(mask: Node, plan: BlockPlan, { sizes, params, tensors }: PlanRequest): EmptyRows {
  const classifier = createClassifier(mask, { scalars: { ...sizes, ...params }, tensors });
  const found = { count: 0, unsure: 0, first: undefined as EmptyRows["first"] };
  for (const { b = 0, h = 0 } of rowGroups(plan)) {
    classifier.enter(b, h, Math.floor((h * sizes["Hkv"]!) / sizes["Hq"]!));
    const look = looker(classifier, (q0, q1, isUnsure) => {
      found[isUnsure ? "unsure" : "count"] += q1 - q0 + 1;
      if (!isUnsure) found.first ??= { b, h, q: q0 };
    });
    for (let r = 0; r < gridOf(plan).rows; r++) {
      const runs = runsOf(plan, b, h, r);
      const [tall, wide] = plan.block;
      const keys = runs.map(({ first, end }): Stretch => [first * wide, Math.min(end * wide, plan.kvLen) - 1]);
      if (!runs.some(({ full }) => full)) look(r * tall, Math.min((r + 1) * tall, plan.qLen) - 1, keys);
    }
  }
  return found;
}

/** Tells of the rows q0 … q1 that have no key in the stretches, in order. */
function looker({ box, point }: Classifier, tell: (q0: number, q1: number, isUnsure: boolean) => void) {
  function look(q0: number, q1: number, keys: readonly Stretch[]): void {
    const open: Stretch[] = [];
    for (const stretch of keys) {
      const value = box(q0, q1, ...stretch);
      if (!isDecided(value)) open.push(stretch);
      else if (value.lo) return;
    }
    if (open.length === 0) return tell(q0, q1, false);
    if (q0 === q1) return lookAtRow(q0, open);
    const middle = (q0 + q1) >> 1;
    look(q0, middle, open);
    look(middle + 1, q1, open);
  }

  function lookAtRow(q: number, keys: readonly Stretch[]): void {
    let isUnsure = false;
    for (const stretch of keys) {
      const found = hasKey(q, stretch);
      if (found) return;
      isUnsure ||= found === undefined;
    }
    tell(q, q, isUnsure);
  }

  /** Whether a stretch of a row has a key; `undefined`: that hangs on how f32 rounds. */
  function hasKey(q: number, [first, last]: Stretch): boolean | undefined {
    const value = first === last ? point(q, first) : last - first < fewKeys ? undefined : box(q, q, first, last);
    if (value && isDecided(value)) return value.lo === 1;
    if (first === last) return undefined;
    const middle = (first + last) >> 1;
    const left = hasKey(q, [first, middle]);
    if (left) return true;
    const right = hasKey(q, [middle + 1, last]);
    return right ? true : left === undefined ? undefined : right;
  }
  return look;
}
