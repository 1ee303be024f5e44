/** @file A plan as a picture's cells: one per block, or, where the grid is larger than the picture, one per square of blocks. */
import { gridOf, rowGroups, runsOf, tableOf, type BlockPlan, type RowGroup } from "./block-plan.ts";

export type CellKind = "empty" | "partial" | "full";

export interface PlanSample {
  /** Blocks along a cell's side. */
  readonly scale: number;
  /** Cells by row; a cell over blocks of several kinds is partial. */
  readonly cells: readonly (readonly CellKind[])[];
}

/** The picture of one (batch, head), at most `most` cells wide and high. */
export function samplePlan(plan: BlockPlan, b: number, h: number, most: number): PlanSample {
  const { rows, columns } = gridOf(plan);
  const scale = Math.max(1, Math.ceil(Math.max(rows, columns) / most));
  const cells = Array.from({ length: Math.ceil(rows / scale) }, (_, top) => {
    const height = Math.min(scale, rows - top * scale);
    const sums = { full: spread(columns, scale), live: spread(columns, scale) };
    for (let row = top * scale; row < top * scale + height; row++) {
      for (const { first, end, full } of runsOf(plan, b, h, row)) {
        sums.live.add(first, end);
        if (full) sums.full.add(first, end);
      }
    }
    const live = sums.live.totals();
    return sums.full.totals().map((full, c): CellKind => {
      const area = height * Math.min(scale, columns - c * scale);
      return full === area ? "full" : live[c] === 0 ? "empty" : "partial";
    });
  });
  return { scale, cells };
}

/** Counts, for each stretch of `scale` columns, the columns that the added ranges cover; a range costs no more than its two ends. */
function spread(columns: number, scale: number): { add(first: number, end: number): void; totals(): number[] } {
  const count = Math.ceil(columns / scale);
  const ends = new Float64Array(count + 1);
  const whole = new Int32Array(count + 1);
  return {
    add(first, end) {
      const [left, right] = [Math.floor(first / scale), Math.floor(end / scale)];
      // Columns from `first` on are counted in its own cell, and whole cells behind it; the same is taken away from `end` on.
      ends[left]! += (left + 1) * scale - first;
      ends[right]! -= (right + 1) * scale - end;
      whole[left]!++;
      whole[right]!--;
    },
    totals() {
      let open = 0;
      return Array.from({ length: count }, (_, c) => {
        const covered = ends[c]! + open * scale;
        open += whole[c]!;
        return covered;
      });
    },
  };
}

/** One picture of a plan: a row group, and how many others are the same. */
export interface ShownGroup extends RowGroup {
  readonly alike: number;
}

/** `batch 0, head 1 and 2 like it`, or nothing where the group stands for all. */
export function groupTitle({ b, h, alike }: ShownGroup): string {
  const names = [b === undefined ? [] : [`batch ${b}`], h === undefined ? [] : [`head ${h}`]].flat().join(", ");
  return alike > 0 ? `${names} and ${alike} like it` : names;
}

/** What a picture of the plan shows: the batch and head asked for, else all that differ, up to `most`; and how many are left out. */
export function shownGroups(plan: BlockPlan, most: number, { b, h }: Partial<RowGroup>): { shown: ShownGroup[]; left: number } {
  if (b !== undefined || h !== undefined) {
    return { shown: [{ b: plan.batchStride ? (b ?? 0) : undefined, h: plan.headStride ? (h ?? 0) : undefined, alike: 0 }], left: 0 };
  }
  const differing = new Map<number, ShownGroup>();
  for (const group of rowGroups(plan)) {
    const table = tableOf(plan, group.b ?? 0, group.h ?? 0);
    const known = differing.get(table);
    differing.set(table, known ? { ...known, alike: known.alike + 1 } : { ...group, alike: 0 });
  }
  return { shown: [...differing.values()].slice(0, most), left: Math.max(0, differing.size - most) };
}
