/**
 * @file The runs of every block row of one head. Rectangles of blocks are decided at once where the analysis can. Where all that is open in one
 * moves along a single direction (`q_idx - kv_idx`, the rows, the columns), blocks that lie alike on it are alike, and one sweep along it
 * settles the whole rectangle. Where the mask repeats itself, its first rows are planned and the others copied. Any other rectangle is halved,
 * down to a single block, into which a probe looks. So the cost follows the boundary of the mask, and the plan is the one that
 * evaluating every point gives.
 */
import { isDecided, type MaskValue } from "#src/analysis/classify.ts";
import { nowhere } from "#src/analysis/direction.ts";
import { divisor } from "#src/ir/divisor.ts";
import { levels } from "#src/ir/variables.ts";
import type { BlockPlan } from "./block-plan.ts";
import { appendRun, type RowWords } from "./pack-rows.ts";
import { lineOf, lookBetween, lookInside, probeBand, probeBox, seenFalse, seenTrue, type Bounds, type Probe } from "./probe.ts";
import { blocksAlong, sweep, type Cells, type Grid, type Kind } from "./sweep.ts";

type Shape = Pick<BlockPlan, "block" | "qLen" | "kvLen">;

/** A rectangle with this share of the rows in question is worth asking whether the mask repeats itself there. */
const worthAsking = 1 / 64;

/** The words of each block row's runs. */
export function planRows(probe: Probe | undefined, { block: [tall, wide], qLen, kvLen }: Shape): RowWords[] {
  const table: number[][] = [];
  const isSame = !((probe?.classifier.level ?? levels.uniform) & levels.row);
  for (const [r0, r1, height] of strips(qLen, tall)) {
    const end = isSame ? Math.min(r1, r0 + 1) : r1;
    for (let r = r0; r < end; r++) table.push([]);
    for (const [c0, c1, width] of strips(kvLen, wide)) {
      const cells = { r0, r1: end, c0, c1 };
      const isRagged = height < tall || width < wide;
      const job = { grid: { tall, wide, height, width }, table, step: (tall * wide) / divisor(tall, wide), isRagged };
      if (!probe) fill(table, cells, isRagged ? 0 : 1);
      else if (r0 < end && c0 < c1) visit({ ...job, probe }, cells, worthAsking * (end - r0));
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

/** The planning of a rectangle of equal blocks. */
interface Job {
  readonly probe: Probe;
  readonly grid: Grid;
  /** The rows, to which runs are added behind those that are there. */
  readonly table: readonly number[][];
  /** Rows that may be repeated: a multiple of them is both whole blocks of rows and of columns. */
  readonly step: number;
  readonly isRagged: boolean;
}

/** Plans a rectangle; from `fewest` rows on it is asked whether it repeats itself. */
function visit(job: Job, cells: Cells, fewest: number): void {
  const { probe, grid } = job;
  const { level } = probe.classifier;
  const { r0, r1, c0, c1 } = cells;
  const bounds = boundsOf(cells, grid);
  const value = probeBox(probe, bounds);
  const rows = r1 - r0;
  const columns = level & levels.column ? c1 - c0 : 1;
  if (isDecided(value)) return fill(job.table, cells, kindOf(job, value.lo ? seenTrue : seenFalse));
  if (value.along === nowhere) return fill(job.table, cells, 0);
  if (rows * columns === 1) return fill(job.table, cells, kindOf(job, lookInside(probe, value, bounds, seenBefore(job))));
  if (lineOf(value, [0, grid.height - 1, 0, grid.width - 1])) return follow(job, cells, value);
  if (rows >= fewest && repeat(job, cells)) return;
  const { r, c } = cutOf(probe, cells, grid, rows < fewest);
  visit(job, { r0, r1: r, c0, c1: c }, fewest);
  if (c < c1) visit(job, { r0, r1: r, c0: c, c1 }, fewest);
  if (r < r1) visit(job, { r0: r, r1, c0, c1: c }, fewest);
  if (r < r1 && c < c1) visit(job, { r0: r, r1, c0: c, c1 }, fewest);
}

/** Sweeps along the direction of all that is open. */
function follow(job: Job, cells: Cells, { along }: MaskValue): void {
  const { probe, grid, table } = job;
  const stretches = sweep(cells, grid, along, (lo, hi, isBlock) => {
    const found = probeBand(probe, along, lo, hi);
    if (isDecided(found)) return kindOf(job, found.lo ? seenTrue : seenFalse);
    if (found.along === nowhere) return 0;
    return isBlock ? kindOf(job, lookBetween(probe, found, lo, hi, seenBefore(job))) : undefined;
  });
  blocksAlong(cells, grid, along, stretches, (r, first, end, kind) => appendRun(table[r]!, first, end, kind));
}

/** Plans the first rows and copies them, moved, as far as the mask is proved to repeat itself. */
function repeat(job: Job, cells: Cells): boolean {
  const { table, grid, step } = job;
  const { r0, r1, c0, c1 } = cells;
  const slide = job.probe.classifier.slide(step, ((r1 - r0) * grid.tall) >> 1);
  if (!slide || slide.columns >= (c1 - c0) * grid.wide) return false;
  const start = r0 + slide.rows / grid.tall;
  const left = slide.columns / grid.wide;
  visit(job, { r0, r1: start, c0, c1 }, worthAsking * (start - r0));
  if (left > 0) visit(job, { r0: start, r1, c0, c1: c0 + left }, worthAsking * (r1 - start));
  for (let r = start; r < r1; r++) copyRuns(table[r - start + r0]!, table[r]!, c0, c1, left);
  return true;
}

const kindOf = ({ isRagged }: Job, seen: number): Kind => (seen === seenFalse ? "empty" : seen === seenTrue && !isRagged ? 1 : 0);

/** No block at a ragged end becomes full, so that there it is enough to find one true pair. */
const seenBefore = ({ isRagged }: Job): number => (isRagged ? seenFalse : 0);

/**
 * Where a rectangle is cut, before row `r` and column `c` (its end where a side stays whole): where a comparison of one index bends; else the
 * longer side in halves, or both where they are about the same.
 */
function cutOf({ classifier }: Probe, { r0, r1, c0, c1 }: Cells, { tall, wide }: Grid, mayBeBoth: boolean): { r: number; c: number } {
  const [rows, columns] = [r1 - r0, classifier.level & levels.column ? c1 - c0 : 1];
  const bend = classifier.bend();
  if (bend?.isInRows && rows > 1) return { r: inside(r0, r1, bend.at / tall), c: c1 };
  if (bend && !bend.isInRows && columns > 1) return { r: r1, c: inside(c0, c1, bend.at / wide) };
  const ratio = (rows * tall) / (columns * wide);
  const areBoth = mayBeBoth && rows > 1 && columns > 1 && ratio < 2 && ratio > 0.5;
  const isAcrossRows = columns === 1 || (rows > 1 && ratio >= 1);
  return { r: areBoth || isAcrossRows ? (r0 + r1) >> 1 : r1, c: areBoth || !isAcrossRows ? (c0 + c1) >> 1 : c1 };
}

/** The place next to a wish that cuts a side. */
const inside = (first: number, end: number, wish: number): number => Math.max(first + 1, Math.min(Math.round(wish), end - 1));

/** The rows and columns of a rectangle of blocks. */
function boundsOf({ r0, r1, c0, c1 }: Cells, { tall, wide, height, width }: Grid): Bounds {
  return [r0 * tall, (r1 - 1) * tall + height - 1, c0 * wide, (c1 - 1) * wide + width - 1];
}

function fill(table: Job["table"], { r0, r1, c0, c1 }: Cells, kind: Kind): void {
  if (kind === "empty" || c0 >= c1) return;
  for (let r = r0; r < r1; r++) appendRun(table[r]!, c0, c1, kind);
}

/** Adds what a row has in the columns c0 … c1, which are its last, to another, so many columns to the right and not beyond c1. */
function copyRuns(from: readonly number[], to: number[], c0: number, c1: number, right: number): void {
  let at = from.length;
  while (at > 0 && from[at - 1]! >> 1 > c0) at -= 2;
  for (; at < from.length; at += 2) {
    const first = Math.max(c0, from[at]!) + right;
    const end = Math.min(c1, (from[at + 1]! >> 1) + right);
    if (first < end) appendRun(to, first, end, from[at + 1]! & 1);
  }
}
