/**
 * @file A rectangle of equal blocks in which all that is open moves along one direction q·q_idx + k·kv_idx. There a block is known by where its
 * corner lies on the direction, so that the rectangle is as good as a line: it is cut in halves until each stretch is of one kind, and the
 * stretches are then read off row by row.
 */
import { coefficientsOf, type Direction } from "#src/analysis/direction.ts";
import { divisor } from "#src/ir/divisor.ts";

/** Of a block: nothing, or the lowest bit of a run's second word. */
export type Kind = "empty" | 0 | 1;

/** Block rows r0 … r1 and block columns c0 … c1, ends excluded. */
export interface Cells {
  readonly r0: number;
  readonly r1: number;
  readonly c0: number;
  readonly c1: number;
}

/** Blocks lie `tall` rows and `wide` columns apart, and have `height` rows and `width` columns. */
export interface Grid {
  readonly tall: number;
  readonly wide: number;
  readonly height: number;
  readonly width: number;
}

/** Blocks of one kind, from the stretch before up to a place on the line, included. */
interface Stretch {
  readonly last: number;
  readonly kind: Kind;
}

/** What is between two values of the combination, both included; `undefined` where that is not one block's and not of one kind. */
type Look = (lo: number, hi: number, isBlock: boolean) => Kind | undefined;

/** Block (r, c) lies at place a·r + b·c, and its corner's combination is `unit` times that. */
function scaleOf({ tall, wide }: Grid, along: Direction): { a: number; b: number; unit: number } {
  const { q, k } = coefficientsOf(along);
  const unit = divisor(q * tall, k * wide);
  return { a: (q * tall) / unit, b: (k * wide) / unit, unit };
}

/** The stretches of the line, ascending. */
export function sweep({ r0, r1, c0, c1 }: Cells, grid: Grid, along: Direction, look: Look): Stretch[] {
  const { height, width } = grid;
  const { q, k } = coefficientsOf(along);
  const { a, b, unit } = scaleOf(grid, along);
  const [below, above] = [Math.min(0, k * (width - 1)), q * (height - 1) + Math.max(0, k * (width - 1))];
  const found: Stretch[] = [];
  const settle = (first: number, last: number): void => {
    const kind = look(unit * first + below, unit * last + above, first === last);
    if (kind === undefined) return halve(first, last);
    if (found.at(-1)?.kind === kind) found.pop();
    found.push({ last, kind });
  };
  const halve = (first: number, last: number): void => {
    const middle = Math.floor((first + last) / 2);
    settle(first, middle);
    settle(middle + 1, last);
  };
  const [first, last] = [a * r0 + Math.min(b * c0, b * (c1 - 1)), a * (r1 - 1) + Math.max(b * c0, b * (c1 - 1))];
  if (first === last) settle(first, last);
  else halve(first, last);
  return found;
}

/** Reads the runs of every row of the rectangle off the stretches, ascending in columns. */
export function blocksAlong(
  cells: Cells,
  grid: Grid,
  along: Direction,
  stretches: readonly Stretch[],
  add: (row: number, first: number, end: number, kind: 0 | 1) => void,
): void {
  const { r0, r1, c0, c1 } = cells;
  const { a, b } = scaleOf(grid, along);
  /** The first column behind stretch `i`, in which places rise, fall, or stay. */
  const behind = (i: number, start: number): number => {
    if (b > 0) return Math.floor((stretches[i]!.last - start) / b) + 1;
    return b < 0 && i > 0 ? Math.floor((start - stretches[i - 1]!.last - 1) / -b) + 1 : c1;
  };
  // No row is looked at whose places all lie before or behind what is not empty.
  const first = stretches.findIndex(({ kind }) => kind !== "empty");
  if (first < 0) return;
  const lowest = first > 0 ? stretches[first - 1]!.last + 1 : -Infinity;
  const highest = stretches.findLast(({ kind }) => kind !== "empty")!.last;
  const [below, above] = [Math.min(b * c0, b * (c1 - 1)), Math.max(b * c0, b * (c1 - 1))];
  const start = a > 0 ? Math.max(r0, Math.ceil((lowest - above) / a)) : r0;
  const end = a > 0 ? Math.min(r1, Math.floor((highest - below) / a) + 1) : r1;
  for (let r = start; r < end; r++) {
    let c = c0;
    for (let i = indexAt(stretches, a * r + b * c); c < c1; i += Math.sign(b)) {
      const next = Math.min(c1, behind(i, a * r));
      const { kind } = stretches[i]!;
      if (kind !== "empty" && c < next) add(r, c, next, kind);
      c = Math.max(c, next);
    }
  }
}

/** The stretch that holds a place. */
function indexAt(stretches: readonly Stretch[], place: number): number {
  let [low, high] = [0, stretches.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stretches[middle]!.last < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
