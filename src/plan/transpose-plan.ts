/**
 * @file The plan seen from the keys: which blocks of rows attend to each block of keys. A backward pass walks it to sum up what a key is given.
 * Made by a sweep over the columns that keeps the runs of rows of the current one, so the time is that of the runs of both plans; rows that
 * are alike are one event.
 */
import { gridOf, rowGroups, runsOf, segmentsOf, tableOf, type BlockPlan, type Run } from "./block-plan.ts";
import { packRows, type RowWords } from "./pack-rows.ts";

/** From a column on, block rows `first … end` are of another kind: 0 empty, 1 partial, 2 full. */
interface Change {
  readonly first: number;
  readonly end: number;
  readonly kind: 0 | 1 | 2;
}

/** The plan of the transposed mask: its block rows are the block columns of this one. No mask is looked at. */
export function transposePlan(plan: BlockPlan): BlockPlan {
  const { block, qLen, kvLen, batches, heads, batchStride, headStride } = plan;
  const known = new Map<number, RowWords[]>();
  const groups = rowGroups(plan).map(({ b = 0, h = 0 }) => {
    const table = tableOf(plan, b, h);
    const rows = known.get(table) ?? columnsOf(plan, b, h);
    known.set(table, rows);
    return rows;
  });
  const shape = { block: [block[1], block[0]] as const, qLen: kvLen, kvLen: qLen, batches, heads, batchStride, headStride };
  return { ...shape, words: packRows(groups), work: { boxes: 0, points: 0 } };
}

/** The runs of rows of each column, for one head; a column like the one before it is the same object. */
function columnsOf(plan: BlockPlan, b: number, h: number): RowWords[] {
  const { columns } = gridOf(plan);
  const changes: Change[][] = Array.from({ length: columns + 1 }, () => []);
  for (const [first, end] of alikeRows(plan, b, h)) {
    for (const run of runsOf(plan, b, h, first)) {
      // Where a run ends, the next may begin: what is said later counts.
      changes[run.first]!.push({ first, end, kind: run.full ? 2 : 1 });
      changes[run.end]!.push({ first, end, kind: 0 });
    }
  }
  let current: RowWords = [];
  return Array.from({ length: columns }, (_, column) => {
    if (changes[column]!.length > 0) current = changed(current, changes[column]!);
    return current;
  });
}

/** The block rows in ascending stretches, ends excluded, of which the plan says in one segment that they are alike. */
function* alikeRows(plan: BlockPlan, b: number, h: number): Generator<readonly [first: number, end: number]> {
  // Rows of a longer period take turns.
  const isPlain = plan.words[tableOf(plan, b, h)] === 1;
  const segments = isPlain ? segmentsOf(plan, b, h) : [{ first: 0, count: gridOf(plan).rows, runs: undefined }];
  for (const { first, count, runs } of segments) {
    if (runs?.every((word, i) => i % 4 < 2 || word === 0)) yield [first, first + count];
    else for (let row = first; row < first + count; row++) yield [row, row + 1];
  }
}

/** The runs of a column, when some rows, ascending, have changed. */
function changed(before: RowWords, changes: readonly Change[]): number[] {
  const made: number[] = [];
  let at = 0;
  const keep = (from: number, to: number): void => {
    for (; at < before.length && before[at]! < to; at += 2) {
      const [first, end] = [Math.max(from, before[at]!), before[at + 1]! >> 1];
      if (first < Math.min(to, end)) append(made, { first, end: Math.min(to, end), full: (before[at + 1]! & 1) === 1 });
      if (end > to) return;
    }
  };
  let from = 0;
  for (const { first, end, kind } of changes) {
    keep(from, first);
    if (kind > 0) append(made, { first, end, full: kind === 2 });
    from = end;
  }
  keep(from, Infinity);
  return made;
}

/** Adds a run behind those of a row, joining it to the last where it goes on. */
function append(row: number[], { first, end, full }: Run): void {
  if (row.at(-1) === first * 2 + +full) row[row.length - 1] = end * 2 + +full;
  else row.push(first, end * 2 + +full);
}
