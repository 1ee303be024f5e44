/** @file What there is to say of a plan beside its counts: how it is stored, and which rows of blocks have gaps between their runs. */
import { gridOf, rowGroups, segmentsOf, tableOf, type BlockPlan } from "./block-plan.ts";

export interface PlanShape {
  /** Rows of blocks of one head. */
  readonly rows: number;
  /** Lists of runs that are stored, of all batches and heads. */
  readonly tables: number;
  /** Rows of blocks whose runs move in step, over the tables. */
  readonly segments: number;
  readonly words: number;
  /** Rows of blocks, over the tables, with empty blocks between others; and the first. */
  readonly gapped: { readonly count: number; readonly first: { readonly b: number; readonly h: number; readonly row: number } | undefined };
}

export function describePlan(plan: BlockPlan): PlanShape {
  const known = new Set<number>();
  let segments = 0;
  let count = 0;
  let first: PlanShape["gapped"]["first"];
  for (const { b = 0, h = 0 } of rowGroups(plan)) {
    const table = tableOf(plan, b, h);
    if (known.has(table)) continue;
    known.add(table);
    let least = Infinity;
    for (const segment of segmentsOf(plan, b, h)) {
      segments++;
      for (let t = 0; t < segment.count; t++) {
        if (!hasGap(segment.runs, t)) continue;
        count++;
        least = Math.min(least, segment.first + t * segment.period);
      }
    }
    if (least < Infinity) first ??= { b, h, row: least };
  }
  return { rows: gridOf(plan).rows, tables: known.size, segments, words: plan.words.length, gapped: { count, first } };
}

/** Whether the runs of a segment, `t` steps on, leave blocks out between them. */
function hasGap(runs: Uint32Array, t: number): boolean {
  for (let at = 4; at < runs.length; at += 4) {
    const end = ((runs[at - 3]! + Math.imul(t, runs[at - 1]!)) >>> 0) >>> 1;
    if ((runs[at]! + Math.imul(t, runs[at + 2]!)) >>> 0 > end) return true;
  }
  return false;
}
