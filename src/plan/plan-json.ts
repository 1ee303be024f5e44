/** @file A plan as JSON: the counts, and the runs by row group. The shape is part of the command line's contract. */
import { countBlocks, gridOf, rowGroups, runsOf, type BlockPlan } from "./block-plan.ts";

/** `[first block, block behind the last, kind]`. */
export type JsonRun = readonly [first: number, end: number, kind: "full" | "partial"];

/** The block rows of one (batch, head); a key that is left out means that they are the same for all. */
export interface JsonRows {
  readonly b?: number;
  readonly h?: number;
  /** By block row. */
  readonly runs: readonly (readonly JsonRun[])[];
}

export interface JsonPlan {
  readonly block: readonly [q: number, kv: number];
  readonly q_len: number;
  readonly kv_len: number;
  readonly full: number;
  readonly partial: number;
  readonly empty: number;
  readonly density: number;
  readonly rows: readonly JsonRows[];
}

export function planToJson(plan: BlockPlan): JsonPlan {
  const { rows: count } = gridOf(plan);
  const rows = rowGroups(plan).map(({ b, h }) => ({
    ...(b === undefined ? {} : { b }),
    ...(h === undefined ? {} : { h }),
    runs: Array.from({ length: count }, (_, r) =>
      runsOf(plan, b ?? 0, h ?? 0, r).map(({ first, end, full }): JsonRun => [first, end, full ? "full" : "partial"]),
    ),
  }));
  return { block: plan.block, q_len: plan.qLen, kv_len: plan.kvLen, ...countBlocks(plan), rows };
}
