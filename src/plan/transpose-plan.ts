/**
 * @file The plan seen from the keys: which blocks of rows attend to each block of keys. A backward pass walks it to sum up what a key is given.
 * Made by a sweep over the columns that keeps the runs of rows of the current one, so the time is that of the runs of both plans; rows that
 * are alike are one event.
 */
import { gridOf, rowGroups, segmentsOf, tableOf, type BlockPlan, type Segment } from "./block-plan.ts";
import { appendRun, packRows, type RowWords } from "./pack-rows.ts";

/** What is another from a column on, three numbers each: block rows `first … end` are of kind 0 empty, 1 partial or 2 full. */
type Changes = number[];

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
  const changes: Changes[] = Array.from({ length: columns + 1 }, () => []);
  for (const { first, end, step, runs } of stretchesOf(plan, b, h)) {
    for (let at = 0; at < runs.length; at += 4) {
      const word = runs[at + 1]! + Math.imul(step, runs[at + 3]!);
      // Where a run ends, the next may begin: what is said later counts.
      changes[(runs[at]! + Math.imul(step, runs[at + 2]!)) >>> 0]!.push(first, end, 1 + (word & 1));
      changes[word >>> 1]!.push(first, end, 0);
    }
  }
  let current: RowWords = [];
  return Array.from({ length: columns }, (_, column) => {
    if (changes[column]!.length > 0) current = changed(current, changes[column]!);
    return current;
  });
}

/** Block rows `first … end` that are alike, their runs so many steps from those of the segment. */
interface Stretch {
  readonly first: number;
  readonly end: number;
  readonly step: number;
  readonly runs: Uint32Array;
}

/** The block rows, ascending; those of a segment that does not move are one stretch, unless rows of a longer period take turns. */
function* stretchesOf(plan: BlockPlan, b: number, h: number): Generator<Stretch> {
  const lists: Segment[][] = [];
  for (const segment of segmentsOf(plan, b, h)) (lists[segment.first % segment.period] ??= []).push(segment);
  const places = lists.map(() => 0);
  const { rows } = gridOf(plan);
  for (let row = 0, next = 0; row < rows; row = next) {
    const offset = row % lists.length;
    const { first, period, count, runs } = lists[offset]![places[offset]!]!;
    const isOne = period === 1 && runs.every((word, i) => i % 4 < 2 || word === 0);
    next = isOne ? row + count : row + 1;
    yield { first: row, end: next, step: (row - first) / period, runs };
    if (next > first + (count - 1) * period) places[offset]!++;
  }
}

/** The runs of a column, when some rows, ascending, have changed. */
function changed(before: RowWords, changes: Changes): number[] {
  const made: number[] = [];
  let at = 0;
  const keep = (from: number, to: number): void => {
    for (; at < before.length && before[at]! < to; at += 2) {
      const [first, end] = [Math.max(from, before[at]!), before[at + 1]! >> 1];
      if (first < Math.min(to, end)) appendRun(made, first, Math.min(to, end), before[at + 1]! & 1);
      if (end > to) return;
    }
  };
  let from = 0;
  for (let i = 0; i < changes.length; i += 3) {
    keep(from, changes[i]!);
    from = changes[i + 1]!;
    if (changes[i + 2]! > 0) appendRun(made, changes[i]!, from, changes[i + 2]! - 1);
  }
  keep(from, Infinity);
  return made;
}
