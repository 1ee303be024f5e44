/**
 * @file The block plan: which blocks of keys each block of rows has to visit, as runs. Data only; `plan-blocks.ts` makes it, kernels and
 * pictures read it.
 *
 * The mask's grid is cut into blocks of `block[0]` rows by `block[1]` keys. A block is *full* where the mask is true of all its pairs, *empty*
 * where it is true of none, *partial* otherwise; a block that is not empty and reaches past an end of a sequence is partial, for kernels need
 * the bounds check there. A block row's *runs* are maximal stretches of neighbouring blocks of one kind, ascending and disjoint; empty blocks
 * are in none.
 *
 * The plan is one array of words, the very buffer that a kernel reads. Rows whose runs move in step are one *segment*, so that where the
 * boundary of a mask is affine the plan is a closed form of a few words, whatever the lengths. All places are places in `words`:
 *
 * - word `b * batchStride + h * headStride` is the place of the table of batch `b`, head `h`. A stride of 0 means that the mask does not
 *   depend on it; heads that differ and come out alike share a table.
 * - A table is its period `p`, then `p + 1` places: the segments of the rows `t * p + j` lie from the `j`-th place to the next.
 * - A segment is two words: its first `t`, and the place of its runs, which end where the next segment's begin.
 * - A run is four words: its first block, and the block behind its last times 2, plus 1 if it is full; then what each of the two grows by
 *   from one `t` to the next (modulo 2³²).
 */

export interface BlockPlan {
  readonly block: readonly [q: number, kv: number];
  readonly qLen: number;
  readonly kvLen: number;
  readonly batches: number;
  readonly heads: number;
  readonly batchStride: number;
  readonly headStride: number;
  readonly words: Uint32Array;
  readonly work: PlanWork;
}

/** What it took to make a plan. */
export interface PlanWork {
  /** Times that the mask was bounded over a set of pairs at once. */
  readonly boxes: number;
  /** Pairs at which it was evaluated. */
  readonly points: number;
}

/** Neighbouring blocks of one kind; `end` is the block behind the last. */
export interface Run {
  readonly first: number;
  readonly end: number;
  readonly full: boolean;
}

/** Numbers of blocks over every batch and head; `density` is the share that is not empty. */
export interface BlockCounts {
  readonly full: number;
  readonly partial: number;
  readonly empty: number;
  readonly density: number;
}

/** What belongs to one mask: the batch and the head it stands for, `undefined` where it stands for all. */
export interface RowGroup {
  readonly b: number | undefined;
  readonly h: number | undefined;
}

/** Block rows and block columns of the grid. */
export function gridOf(plan: Pick<BlockPlan, "block" | "qLen" | "kvLen">): { rows: number; columns: number } {
  return { rows: Math.ceil(plan.qLen / plan.block[0]), columns: Math.ceil(plan.kvLen / plan.block[1]) };
}

/** The place of a (batch, head)'s table; equal places are equal plans. */
export const tableOf = ({ words, batchStride, headStride }: BlockPlan, b: number, h: number): number => words[b * batchStride + h * headStride]!;

/** The runs of one block row. */
export function runsOf(plan: BlockPlan, b: number, h: number, qBlock: number): Run[] {
  const { words } = plan;
  const table = tableOf(plan, b, h);
  const period = words[table]!;
  const t = Math.floor(qBlock / period);
  let segment = words[table + 1 + (qBlock % period)]!;
  let end = words[table + 2 + (qBlock % period)]!;
  while (end - segment > 2) {
    const middle = segment + ((end - segment) >> 2) * 2;
    if (words[middle]! <= t) segment = middle;
    else end = middle;
  }
  const step = t - words[segment]!;
  const found: Run[] = [];
  for (let at = words[segment + 1]!; at < words[segment + 3]!; at += 4) {
    const word = (words[at + 1]! + Math.imul(step, words[at + 3]!)) >>> 0;
    found.push({ first: (words[at]! + Math.imul(step, words[at + 2]!)) >>> 0, end: word >>> 1, full: (word & 1) === 1 });
  }
  return found;
}

/** The (batch, head) pairs whose tables are told apart, in order. */
export function rowGroups(plan: BlockPlan): RowGroup[] {
  const all = (stride: number, count: number): (number | undefined)[] => (stride ? Array.from({ length: count }, (_, i) => i) : [undefined]);
  const heads = all(plan.headStride, plan.heads);
  return all(plan.batchStride, plan.batches).flatMap((b) => heads.map((h) => ({ b, h })));
}

/** Block rows `first`, `first + period`, … of a table, `count` in all, whose runs move in step: the words of the first row's runs and steps. */
export interface Segment {
  readonly first: number;
  readonly period: number;
  readonly count: number;
  readonly runs: Uint32Array;
}

/** The segments of a (batch, head)'s table; every block row is in one. */
export function* segmentsOf(plan: BlockPlan, b: number, h: number): Generator<Segment> {
  const { words } = plan;
  const { rows } = gridOf(plan);
  const table = tableOf(plan, b, h);
  const period = words[table]!;
  for (let offset = 0; offset < period; offset++) {
    const last = words[table + 2 + offset]!;
    for (let segment = words[table + 1 + offset]!; segment < last; segment += 2) {
      const t = words[segment]!;
      const end = segment + 2 < last ? words[segment + 2]! : Math.ceil((rows - offset) / period);
      yield { first: t * period + offset, period, count: end - t, runs: words.subarray(words[segment + 1], words[segment + 3]) };
    }
  }
}

/** How many blocks are of which kind. */
export function countBlocks(plan: BlockPlan): BlockCounts {
  const { rows, columns } = gridOf(plan);
  const groups = rowGroups(plan);
  const alike = (plan.batches * plan.heads) / groups.length;
  const total = plan.batches * plan.heads * rows * columns;
  const counts = { full: 0, partial: 0 };
  for (const { b = 0, h = 0 } of groups) {
    for (const { count, runs } of segmentsOf(plan, b, h)) {
      for (let at = 0; at < runs.length; at += 4) {
        const length = (runs[at + 1]! >>> 1) - runs[at]!;
        // The steps are differences and may be negative: their words as signed ones.
        const growth = (runs[at + 3]! | 0) / 2 - (runs[at + 2]! | 0);
        counts[runs[at + 1]! & 1 ? "full" : "partial"] += alike * (count * length + (growth * count * (count - 1)) / 2);
      }
    }
  }
  const live = counts.full + counts.partial;
  return { ...counts, empty: total - live, density: total ? live / total : 0 };
}

/** How many block rows, each told apart once, attend to nothing. */
export function countEmptyRows(plan: BlockPlan): number {
  let rows = 0;
  for (const { b = 0, h = 0 } of rowGroups(plan)) {
    for (const { count, runs } of segmentsOf(plan, b, h)) if (runs.length === 0) rows += count;
  }
  return rows;
}
