/**
 * @file The runs of block rows as the words of a plan: rows whose runs move in step become one segment, heads that come out alike one table.
 * The layout is described in `block-plan.ts`.
 */

/** The runs of a block row, two words each: the first block, and the block behind the last times 2, plus 1 if full. */
export type RowWords = readonly number[];

/** Adds a run, `full` 0 or 1, behind those of a row, joining it to the last where it goes on. */
export function appendRun(row: number[], first: number, end: number, full: number): void {
  const last = row.length - 1;
  if (last > 0 && row[last] === 2 * first + full) row[last] = 2 * end + full;
  else row.push(first, 2 * end + full);
}

/** The rows `t * period + offset` from `first` on, up to the next segment's. */
interface Segment {
  readonly first: number;
  readonly start: RowWords;
  /** What each word of `start` grows by from row to row; none yet where it is a single row. */
  steps?: readonly number[];
}

/** Up to here a longer period is looked for. */
const longestPeriod = 256;

/** One row of so many is looked at first. */
const sampling = 61;

/** More segments and more words than these are worth looking for a period that has fewer. */
const fewSegments = 8;
const manyWords = 4096;

/** The segments of a head: one list for each row of the period. */
type Table = readonly (readonly Segment[])[];

function tableOf(rows: readonly RowWords[], period: number): Table {
  return Array.from({ length: period }, (_, offset) => {
    const segments: Segment[] = [];
    for (let t = 0, row = offset; row < rows.length; t++, row += period) {
      const last = segments.at(-1);
      if (!last || !joins(last, rows[row - period]!, rows[row]!)) segments.push({ first: t, start: rows[row]! });
    }
    return segments;
  });
}

/** The steps of rows that are all the same. */
const still: readonly number[] = [];

/** Whether a row goes on with its segment; the second one of a segment says how. */
function joins(segment: Segment, before: RowWords, row: RowWords): boolean {
  const { steps } = segment;
  if (row === before && (steps ?? still) === still) {
    segment.steps = still;
    return true;
  }
  if (row.length !== before.length) return false;
  if (steps) return row.every((word, i) => (steps[i] ?? 0) === word - before[i]!);
  const found = row.map((word, i) => word - before[i]!);
  if (found.some((step, i) => i % 2 === 1 && step % 2 !== 0)) return false;
  segment.steps = found;
  return true;
}

/** The words of a table: its head, a place behind the last list, a segment behind the last. */
const sizeOf = (table: Table): number => table.reduce((size, list) => list.reduce((sum, { start }) => sum + 2 + 2 * start.length, size + 1), 4);

/** The period after which most rows go on in step; 1 where none does. */
function likelyPeriod(rows: readonly RowWords[]): number {
  const sumOf = checksums(rows);
  const isInStep = (row: number, period: number): boolean => {
    const [a, b] = [row - period, row - 2 * period];
    const isLong = rows[row]!.length === rows[a]!.length && rows[a]!.length === rows[b]!.length;
    return isLong && ((sumOf(row) + sumOf(b) - 2 * sumOf(a)) | 0) === 0;
  };
  /** Rows that are in step, of every `stride`-th. */
  const inStep = (period: number, stride: number): number => {
    let count = 0;
    for (let row = 2 * period; row < rows.length; row += stride) count += +isInStep(row, period);
    return count;
  };
  let most = rows.length >> 1;
  let found = 1;
  for (let period = 2; period <= Math.min(longestPeriod, rows.length >> 2); period++) {
    // A look at a few rows tells most periods off; a multiple of a period is not a better one.
    const isLikely = inStep(period, sampling) * sampling * 2 > most;
    const count = isLikely ? inStep(period, 1) : 0;
    if (count > most + (rows.length >> 6)) [most, found] = [count, period];
  }
  return found;
}

/** A weighted sum of a row's words, which moves in step where they do; made when it is asked for. */
function checksums(rows: readonly RowWords[]): (row: number) => number {
  const sums = new Int32Array(rows.length);
  const isMade = new Uint8Array(rows.length);
  return (r) => {
    for (let i = 0; !isMade[r] && i < rows[r]!.length; i++) sums[r] = sums[r]! + Math.imul(rows[r]![i]!, 0x9e3779b1 + 2 * Math.imul(i, i));
    isMade[r] = 1;
    return sums[r]!;
  };
}

function shortestTable(rows: readonly RowWords[]): Table {
  const plain = tableOf(rows, 1);
  const period = plain[0]!.length > fewSegments && sizeOf(plain) > manyWords ? likelyPeriod(rows) : 1;
  const repeated = period > 1 ? tableOf(rows, period) : plain;
  return sizeOf(repeated) < sizeOf(plain) ? repeated : plain;
}

const areAlike = (a: readonly RowWords[], b: readonly RowWords[]): boolean =>
  a.every((row, r) => row === b[r] || (row.length === b[r]!.length && row.every((word, i) => word === b[r]![i])));

/** The words of a plan whose groups, in order, have these block rows, as many in each; a row may be the same object many times over. */
export function packRows(groups: readonly (readonly RowWords[])[]): Uint32Array {
  const owners = groups.map((rows) => groups.findIndex((other) => areAlike(other, rows)));
  const tables = groups.map((rows, group) => (owners[group] === group ? shortestTable(rows) : []));
  const places = [groups.length];
  tables.forEach((table, group) => places.push(places[group]! + (table.length && sizeOf(table))));
  const words = new Uint32Array(places.at(-1)!);
  tables.forEach((table, group) => {
    const owner = owners[group]!;
    words[group] = places[owner]!;
    write(table, words, places[group]!);
  });
  return words;
}

/** Writes a table from a place on: its head, its segments, their runs. */
function write(table: Table, words: Uint32Array, place: number): void {
  if (table.length === 0) return;
  let head = place;
  let segment = place + table.length + 2;
  let run = segment + 2 * table.flat().length + 2;
  words[head++] = table.length;
  for (const list of table) {
    words[head++] = segment;
    for (const { first, start, steps } of list) {
      words[segment++] = first;
      words[segment++] = run;
      for (let i = 0; i < start.length; i += 2) {
        words[run++] = start[i]!;
        words[run++] = start[i + 1]!;
        words[run++] = steps?.[i] ?? 0;
        words[run++] = steps?.[i + 1] ?? 0;
      }
    }
  }
  words[head] = segment;
  words[segment + 1] = run;
}
