/** @file Rows of runs as words: whatever is packed is read back the same, and rows in step take as many words as one. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { countBlocks, countEmptyRows, runsOf, type BlockPlan } from "#src/plan/block-plan.ts";
import { packRows, type RowWords } from "#src/plan/pack-rows.ts";
import { propertyOptions } from "#test/support/seed.ts";

/** A plan of one batch over these rows of each head. */
function planOf(heads: readonly (readonly RowWords[])[]): BlockPlan {
  const shape = { block: [1, 1] as const, qLen: heads[0]!.length, kvLen: 2 ** 20, batches: 1, heads: heads.length };
  return { ...shape, batchStride: 0, headStride: 1, words: packRows(heads), work: { boxes: 0, points: 0 } };
}

/** The rows as a kernel reads them. */
const rowsOf = (plan: BlockPlan): number[][][] =>
  Array.from({ length: plan.heads }, (_, h) =>
    Array.from({ length: plan.qLen }, (_row, row) => runsOf(plan, 0, h, row).flatMap(({ first, end, full }) => [first, 2 * end + +full])),
  );

/** A row from gaps and lengths of runs. */
function rowOf(runs: readonly (readonly [gap: number, length: number, full: boolean])[]): number[] {
  let at = 0;
  return runs.flatMap(([gap, length, full]) => {
    at += gap + length;
    return [at - length, 2 * at + +full];
  });
}

const run = fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 9 }), fc.boolean());
const row = fc.array(run, { maxLength: 4 }).map(rowOf);
const empty: RowWords = [];

/** Rows of which each has moved on from the one before, the runs at their own speeds; a speed of −1 is only for what starts far enough. */
const affine = fc
  .tuple(fc.array(fc.tuple(run, fc.integer({ min: -1, max: 3 })), { minLength: 1, maxLength: 4 }), fc.integer({ min: 2, max: 60 }))
  .map(([runs, count]) => {
    // Runs behind each other: a slower one never stands behind a faster one, and the first starts where it cannot leave the grid.
    const speeds = runs.map(([, speed]) => speed).sort((a, b) => a - b);
    const start = rowOf(runs.map(([[gap, length, full]], i) => [gap + (i === 0 ? count : 0), length, full]));
    return Array.from({ length: count }, (_, t) => start.map((word, i) => word + t * speeds[i >> 1]! * (1 + (i % 2))));
  });

const periodic = fc
  .tuple(fc.array(row, { minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 90 }), fc.nat(2))
  .map(([rows, times, step]) =>
    Array.from({ length: rows.length * times }, (_, i) =>
      rows[i % rows.length]!.map((word, place) => word + Math.floor(i / rows.length) * step * (1 + (place % 2))),
    ),
  );

const equal = fc.tuple(row, fc.integer({ min: 1, max: 50 })).map(([one, count]) => Array.from({ length: count }, () => one));
const ragged = fc.array(fc.oneof(row, fc.constant(empty)), { minLength: 1, maxLength: 40 });
const piece = fc.oneof(affine, periodic, equal, ragged);

/** A head: pieces behind each other. */
const head: fc.Arbitrary<RowWords[]> = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.flat());

/** Heads as long as the shortest, some of them alike by content, some the same object. */
const heads = fc.tuple(fc.array(head, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(3), { minLength: 1, maxLength: 6 })).map(([drawn, picks]) => {
  const rows = Math.min(...drawn.map(({ length }) => length));
  const cut = drawn.map((one) => one.slice(0, rows));
  return picks.map((pick, i) => (i % 2 ? cut[pick % cut.length]! : cut[pick % cut.length]!.map((words) => [...words])));
});

/** Blocks of each kind, one run at a time. */
function counted(rows: readonly RowWords[]): { full: number; partial: number } {
  const counts = { full: 0, partial: 0 };
  for (const words of rows) {
    for (let i = 0; i < words.length; i += 2) counts[words[i + 1]! % 2 ? "full" : "partial"] += Math.floor(words[i + 1]! / 2) - words[i]!;
  }
  return counts;
}

test("rows are read back as they were packed, and heads that are alike share a table; counts are those of every row", () => {
  const holds = fc.property(heads, (rows) => {
    const plan = planOf(rows);
    expect(rowsOf(plan)).toEqual(rows);
    const tables = new Set(rows.map((one) => JSON.stringify(one))).size;
    expect(new Set(plan.words.subarray(0, rows.length)).size).toBe(tables);
    expect(countBlocks(plan)).toMatchObject(counted(rows.flat()));
    expect(countEmptyRows(plan)).toBe(rows.flat().filter(({ length }) => length === 0).length);
  });
  fc.assert(holds, propertyOptions("rows packed and read", 500));
});

/** The words of one table of one segment with so many runs: its place, its head, the segment and what lies behind it, the runs. */
const oneSegment = (runs: number): number => 1 + 3 + 4 + 4 * runs;

test("rows in step are as many words as one of them", () => {
  const holds = fc.property(fc.oneof(affine, equal), (rows) => {
    expect(packRows([rows]).length).toBe(oneSegment(rows[0]!.length / 2));
  });
  fc.assert(holds, propertyOptions("rows in step", 300));
});

test("a head is never longer than its rows each for itself, and pieces in step cost no more than a segment and a row each", () => {
  const holds = fc.property(fc.array(fc.oneof(affine, equal), { minLength: 1, maxLength: 6 }), (pieces) => {
    const rows = pieces.flat();
    const words = packRows([rows]).length;
    const runs = pieces.reduce((sum, one) => sum + one[0]!.length / 2, 0);
    // Where one piece ends the next row may happen to go on with it, and the piece behind starts a row late: a second segment at most.
    expect(words).toBeLessThanOrEqual(oneSegment(2 * runs) + 4 * pieces.length);
    expect(words).toBeLessThanOrEqual(oneSegment(0) - 2 + rows.reduce((sum, one) => sum + 2 + 2 * one.length, 0));
  });
  fc.assert(holds, propertyOptions("pieces in step", 300));
});

test("many rows that repeat are as many words as a period of them", () => {
  const holds = fc.property(fc.integer({ min: 2, max: 100 }), fc.nat(), fc.nat(3), (period, seed, step) => {
    // Rows of which no two are alike but for a shift, so that nothing but the period is in step.
    const one = (j: number): number => ((seed + j * j * 7919) % 104_729) + 1;
    const rows = Array.from({ length: 2048 }, (_, i) => {
      const first = 3 * (i % period) + step * Math.floor(i / period);
      return [first, 2 * (first + one(i % period))];
    });
    const words = packRows([rows]).length;
    expect(words).toBeLessThanOrEqual(1 + 2 + period + 2 + period * (2 + 4));
  });
  fc.assert(holds, propertyOptions("rows that repeat", 100));
});
