/**
 * @file The block plan: which blocks of keys each block of rows has to visit, as runs. Data only; `plan-blocks.ts` makes it, kernels and
 * pictures read it.
 *
 * The mask's grid is cut into blocks of `block[0]` rows by `block[1]` keys. A block is *full* where the mask is true of all its pairs, *empty*
 * where it is true of none, *partial* otherwise; a block that is not empty and reaches past an end of a sequence is partial, for kernels need
 * the bounds check there. A block row's runs are maximal stretches of neighbouring blocks of one kind, ascending and disjoint; empty blocks
 * are in none.
 *
 * Block row `r` of batch `b`, head `h` is entry `b * batchStride + h * headStride + r` of the row table. A stride of 0 means that the mask
 * does not depend on it and the rows are stored once. The runs of entry `i` are numbers `rowStarts[i]` to `rowStarts[i + 1]`; run `n` is the
 * words `2n` (its first block) and `2n + 1` (the block behind its last, times 2, plus 1 if full) of `runs`.
 */

export interface BlockPlan {
  readonly block: readonly [q: number, kv: number];
  readonly qLen: number;
  readonly kvLen: number;
  readonly batches: number;
  readonly heads: number;
  readonly batchStride: number;
  readonly headStride: number;
  readonly rowStarts: Uint32Array;
  readonly runs: Uint32Array;
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

/** A stretch of the row table that belongs to one mask: the batch and the head it stands for, `undefined` where it stands for all. */
export interface RowGroup {
  readonly b: number | undefined;
  readonly h: number | undefined;
}

/** Block rows and block columns of the grid. */
export function gridOf(plan: Pick<BlockPlan, "block" | "qLen" | "kvLen">): { rows: number; columns: number } {
  return { rows: Math.ceil(plan.qLen / plan.block[0]), columns: Math.ceil(plan.kvLen / plan.block[1]) };
}

/** The runs of one block row. */
export function runsOf(plan: BlockPlan, b: number, h: number, qBlock: number): Run[] {
  const row = b * plan.batchStride + h * plan.headStride + qBlock;
  const found: Run[] = [];
  for (let run = plan.rowStarts[row]!; run < plan.rowStarts[row + 1]!; run++) {
    const word = plan.runs[2 * run + 1]!;
    found.push({ first: plan.runs[2 * run]!, end: word >>> 1, full: (word & 1) === 1 });
  }
  return found;
}

/** The (batch, head) pairs whose rows are stored, in the order of the table. */
export function rowGroups(plan: BlockPlan): RowGroup[] {
  const all = (stride: number, count: number): (number | undefined)[] => (stride ? Array.from({ length: count }, (_, i) => i) : [undefined]);
  const heads = all(plan.headStride, plan.heads);
  return all(plan.batchStride, plan.batches).flatMap((b) => heads.map((h) => ({ b, h })));
}

/** How many blocks are of which kind. */
export function countBlocks(plan: BlockPlan): BlockCounts {
  const { rows, columns } = gridOf(plan);
  const groups = rowGroups(plan);
  const alike = (plan.batches * plan.heads) / groups.length;
  const total = plan.batches * plan.heads * rows * columns;
  const counts = { full: 0, partial: 0 };
  for (const { b = 0, h = 0 } of groups) {
    for (let row = 0; row < rows; row++) {
      for (const { first, end, full } of runsOf(plan, b, h, row)) counts[full ? "full" : "partial"] += alike * (end - first);
    }
  }
  const live = counts.full + counts.partial;
  return { ...counts, empty: total - live, density: total ? live / total : 0 };
}

/** How many entries of the row table have no run at all: block rows that attend to nothing. */
export function countEmptyRows(plan: BlockPlan): number {
  return plan.rowStarts.reduce((count, start, row) => count + +(row > 0 && start === plan.rowStarts[row - 1]), 0);
}

/** Row table, then runs, for one storage buffer; the numbers in the table go on counting runs from the start of their part. */
export function planToWords(plan: BlockPlan): Uint32Array {
  const words = new Uint32Array(plan.rowStarts.length + plan.runs.length);
  words.set(plan.rowStarts);
  words.set(plan.runs, plan.rowStarts.length);
  return words;
}
