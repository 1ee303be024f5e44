/**
 * @file The runs of every block row of one head. Rectangles of blocks are decided at once where the analysis can. Where all that is open in one
 * moves along a single direction (`q_idx - kv_idx`, the rows, the columns), blocks that lie alike on it are alike, and one sweep along it
 * settles the whole rectangle. Where the mask repeats itself, its first rows are planned and the others copied. Any other rectangle is halved,
 * down to a single block, into which a probe looks. So the cost follows the boundary of the mask, and the plan is the one that
 * evaluating every point gives.
 */
import { isDecided, type MaskValue } from "#src/analysis/classify.ts";
import { divisor, nowhere } from "#src/analysis/direction.ts";
import { levels } from "#src/ir/variables.ts";
import type { BlockPlan } from "./block-plan.ts";
import type { RowWords } from "./pack-rows.ts";
import { lineOf, seenFalse, seenTrue, type Bounds, type Probe } from "./probe.ts";
import { blocksAlong, sweep, type Cells, type Grid, type Kind } from "./sweep.ts";

type Shape = Pick<BlockPlan, "block" | "qLen" | "kvLen">;

/** A rectangle with this share of the rows in question is worth asking whether the mask repeats itself there. */
const worthAsking = 1 / 64;

/** The words of each block row's runs. */
export function planRows(probe: Probe | undefined, { block: [tall, wide], qLen, kvLen }: Shape): RowWords[] {
  const table: number[][] = [];
  const isSame = !((probe?.level ?? levels.uniform) & levels.row);
  for (const [r0, r1, height] of strips(qLen, tall)) {
    const end = isSame ? Math.min(r1, r0 + 1) : r1;
    for (let r = r0; r < end; r++) table.push([]);
    for (const [c0, c1, width] of strips(kvLen, wide)) {
      if (r0 < end && c0 < c1) planCells(probe, { tall, wide, height, width }, { r0, r1: end, c0, c1 }, table);
    }
    for (let r = end; r < r1; r++) table.push(table[r0]!);
  }
  return table;
}

/** The whole blocks of a sequence, and the smaller one at its end: no rectangle holds blocks of two sizes. */
function strips(length: number, side: number): [first: number, end: number, size: number][] {
  const whole = Math.floor(length / side);
  const rest = length - whole * side;
  return [
    [0, whole, side],
    [whole, whole + Math.sign(rest), rest],
  ];
}

/** Adds the runs of a rectangle of equal blocks behind those of its rows. */
function planCells(probe: Probe | undefined, grid: Grid, all: Cells, table: number[][]): void {
  const { tall, wide } = grid;
  const isRagged = grid.height < tall || grid.width < wide;
  const step = (tall * wide) / divisor(tall, wide);
  const kindOf = (seen: number): Kind => (seen === seenFalse ? "empty" : seen === seenTrue && !isRagged ? 1 : 0);
  // No block at a ragged end becomes full, so that there it is enough to find one true pair.
  const already = isRagged ? seenFalse : 0;

  function fill({ r0, r1, c0, c1 }: Cells, kind: Kind): void {
    if (kind === "empty") return;
    for (let r = r0; r < r1; r++) append(table[r]!, c0, c1, kind);
  }

  /** Plans a rectangle; from `fewest` rows on it may repeat itself. */
  function visit(cells: Cells, fewest: number): void {
    const { r0, r1, c0, c1 } = cells;
    const value = probe!.box(boundsOf(cells, grid));
    const rows = r1 - r0;
    const columns = probe!.level & levels.column ? c1 - c0 : 1;
    if (isDecided(value)) return fill(cells, kindOf(value.lo ? seenTrue : seenFalse));
    if (value.along === nowhere) return fill(cells, 0);
    if (rows * columns === 1) return fill(cells, kindOf(settle(probe!, value, boundsOf(cells, grid), already)));
    if (lineOf(value, [0, grid.height - 1, 0, grid.width - 1])) return follow(cells, value);
    if (rows >= fewest && repeat(cells)) return;
    if (isCutAcrossRows(probe!, rows, columns, grid)) {
      const r = (r0 + r1) >> 1;
      visit({ r0, r1: r, c0, c1 }, fewest);
      visit({ r0: r, r1, c0, c1 }, fewest);
    } else {
      const c = (c0 + c1) >> 1;
      visit({ r0, r1, c0, c1: c }, fewest);
      visit({ r0, r1, c0: c, c1 }, fewest);
    }
  }

  /** Sweeps along the direction of all that is open. */
  function follow(cells: Cells, { along }: MaskValue): void {
    const stretches = sweep(cells, grid, along, (lo, hi, isBlock) => {
      const found = probe!.band(along, lo, hi);
      if (isDecided(found)) return kindOf(found.lo ? seenTrue : seenFalse);
      if (found.along === nowhere) return 0;
      return isBlock ? kindOf(probe!.between(found, lo, hi, already)) : undefined;
    });
    blocksAlong(cells, grid, along, stretches, (r, first, end, kind) => append(table[r]!, first, end, kind));
  }

  /** Plans the first rows and copies them, moved, as far as the mask is proved to repeat itself. */
  function repeat(cells: Cells): boolean {
    const { r0, r1, c0, c1 } = cells;
    const slide = probe!.slide(step, ((r1 - r0) * tall) >> 1);
    if (!slide || slide.columns >= (c1 - c0) * wide) return false;
    const start = r0 + slide.rows / tall;
    const left = slide.columns / wide;
    visit({ r0, r1: start, c0, c1 }, worthAsking * (start - r0));
    if (left > 0) visit({ r0: start, r1, c0, c1: c0 + left }, worthAsking * (r1 - start));
    for (let r = start; r < r1; r++) copyRuns(table[r - start + r0]!, table[r]!, c0, c1, left);
    return true;
  }

  if (probe) visit(all, worthAsking * (all.r1 - all.r0));
  else fill(all, kindOf(seenTrue));
}

/** What is in a single block. */
function settle(probe: Probe, value: MaskValue, bounds: Bounds, already: number): number {
  const line = lineOf(value, bounds);
  return line ? probe.between(value, line.lo, line.hi, already) : probe.inside(value, bounds, already);
}

/** Cuts where a comparison of one index bends, if that is the rows or the columns alone; else the longer side. */
function isCutAcrossRows(probe: Probe, rows: number, columns: number, { tall, wide }: Grid): boolean {
  const bends = probe.bends();
  if (bends === levels.row && rows > 1) return true;
  if (bends === levels.column && columns > 1) return false;
  return columns === 1 || (rows > 1 && rows * tall >= columns * wide);
}

/** The rows and columns of a rectangle of blocks. */
function boundsOf({ r0, r1, c0, c1 }: Cells, { tall, wide, height, width }: Grid): Bounds {
  return [r0 * tall, (r1 - 1) * tall + height - 1, c0 * wide, (c1 - 1) * wide + width - 1];
}

/** Adds a run behind those of a row, joining it to the last where it goes on. */
function append(row: number[], first: number, end: number, full: 0 | 1): void {
  const last = row.length - 1;
  if (last > 0 && row[last] === ((first << 1) | full)) row[last] = (end << 1) | full;
  else row.push(first, (end << 1) | full);
}

/** Adds what a row has in the columns c0 … c1, which are its last, to another, so many columns to the right and not beyond c1. */
function copyRuns(from: readonly number[], to: number[], c0: number, c1: number, right: number): void {
  let at = from.length;
  while (at > 0 && from[at - 1]! >> 1 > c0) at -= 2;
  for (; at < from.length; at += 2) {
    const first = Math.max(c0, from[at]!) + right;
    const end = Math.min(c1, (from[at + 1]! >> 1) + right);
    if (first < end) append(to, first, end, (from[at + 1]! & 1) as 0 | 1);
  }
}
