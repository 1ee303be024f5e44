/**
 * @file Looks into a set of pairs that the analysis left open, until it has seen both a true and a false pair or knows that there is but one kind.
 * First by cutting it, at the bitter end pair by pair, each of them once; along a single direction, value by value. Counts what that takes.
 */
import { isGapless } from "#src/analysis/affine.ts";
import { isDecided, type Classifier, type MaskValue } from "#src/analysis/classify.ts";
import { coefficientsOf, everywhere, nowhere, type Direction } from "#src/analysis/direction.ts";
import type { Node } from "#src/ir/node.ts";
import { levels } from "#src/ir/variables.ts";

export type OnPoints = (open: readonly Node[], pairs: number) => void;

/** Both bits: a true and a false pair were met, or one that is not known. */
export const seenTrue = 1;
export const seenFalse = 2;
const seenBoth = 3;

/** Boxes of at most so many pairs are evaluated pair by pair. */
const fewPairs = 64;

/** After so many more boxes that stayed open than boxes that did not, a block is evaluated pair by pair at once. */
const patience = 32;

/** A box: rows and columns, bounds included. */
export type Bounds = readonly [q0: number, q1: number, k0: number, k1: number];

/** A classifier with a count of what is asked of it. */
export interface Probe {
  readonly classifier: Classifier;
  readonly onPoints: OnPoints | undefined;
  readonly work: { boxes: number; points: number };
  /** Boxes inside of blocks that stayed open, less those that were decided. */
  wasted: number;
}

export function createProbe(classifier: Classifier, onPoints?: OnPoints): Probe {
  return { classifier, onPoints, work: { boxes: 0, points: 0 }, wasted: 0 };
}

/** The mask over a box. */
export function probeBox({ classifier, work }: Probe, bounds: Bounds): MaskValue {
  work.boxes++;
  return classifier.box(...bounds);
}

/** The mask over the pairs of the last box at which a combination of the indices lies between bounds. */
export function probeBand({ classifier, work }: Probe, along: Direction, lo: number, hi: number): MaskValue {
  work[lo === hi ? "points" : "boxes"]++;
  return classifier.band(along, lo, hi);
}

/** The combination that a value moves along, with the values that it takes over the box; `undefined` if it does not take all between them. */
export function lineOf({ along }: MaskValue, [q0, q1, k0, k1]: Bounds): { lo: number; hi: number } | undefined {
  if (along === everywhere) return undefined;
  const { q, k } = coefficientsOf(along);
  if (!isGapless(q, k, q1 - q0 + 1, k1 - k0 + 1)) return undefined;
  return { lo: q * q0 + Math.min(k * k0, k * k1), hi: q * q1 + Math.max(k * k0, k * k1) };
}

/** What is met in a box over which the mask is `value`; of what has been `already` met nothing more is asked. */
export function lookInside(probe: Probe, value: MaskValue, bounds: Bounds, already: number): number {
  const line = lineOf(value, bounds);
  if (line) return lookBetween(probe, value, line.lo, line.hi, already);
  return isSettled(value) ? already | seenIn(value) : watched(probe, () => fromCorners(probe, bounds, already));
}

/** The same of the pairs between two values of the combination that `value` moves along; it takes all between them. */
export function lookBetween(probe: Probe, value: MaskValue, lo: number, hi: number, already: number): number {
  return isSettled(value) ? already | seenIn(value) : watched(probe, () => fromEnds(probe, value.along, lo, hi, already));
}

const seenIn = (value: MaskValue): number => (isDecided(value) ? (value.lo ? seenTrue : seenFalse) : seenBoth);

/** Whether looking closer cannot tell more: decided, surely mixed, or undecided for a reason that is not the box's size. */
const isSettled = (value: MaskValue): boolean => isDecided(value) || value.gapless || value.along === nowhere;

/** Tells of the pairs that `look` takes. */
function watched({ classifier, onPoints, work }: Probe, look: () => number): number {
  if (!onPoints) return look();
  const open = classifier.open();
  const before = work.points;
  const seen = look();
  if (work.points > before) onPoints(open, work.points - before);
  return seen;
}

function fromEnds(probe: Probe, along: Direction, lo: number, hi: number, already: number): number {
  const ends = seenIn(probeBand(probe, along, lo, lo)) | (lo < hi ? seenIn(probeBand(probe, along, hi, hi)) : 0);
  return searchLine(probe, along, lo + 1, hi - 1, already | ends);
}

function searchLine(probe: Probe, along: Direction, lo: number, hi: number, already: number): number {
  if (already === seenBoth || lo > hi) return already;
  const value = probeBand(probe, along, lo, hi);
  if (lo === hi || isSettled(value)) return already | seenIn(value);
  const middle = Math.floor((lo + hi) / 2);
  return searchLine(probe, along, middle + 1, hi, searchLine(probe, along, lo, middle, already));
}

/** Looks at the corners, then cuts off the sides that they have seen, so that no pair is evaluated twice. */
function fromCorners(probe: Probe, bounds: Bounds, already: number): number {
  const [q0, q1, k0, k1] = sidesThatMatter(probe, bounds);
  let seen = already;
  for (const q of q0 < q1 ? [q0, q1] : [q0]) for (const k of k0 < k1 ? [k0, k1] : [k0]) if (seen !== seenBoth) seen |= seenAt(probe, q, k);
  if (seen === seenBoth) return seen;
  const [inner, left, right]: Bounds[] = [
    [q0, q1, k0 + 1, k1 - 1],
    [q0 + 1, q1 - 1, k0, k0],
    [q0 + 1, q1 - 1, k1, k1],
  ];
  seen = search(probe, inner!, seen);
  seen = search(probe, left!, seen);
  return k0 < k1 ? search(probe, right!, seen) : seen;
}

/** One row, or one column, where all are alike. */
function sidesThatMatter({ classifier: { level } }: Probe, [q0, q1, k0, k1]: Bounds): Bounds {
  return [q0, level & levels.row ? q1 : q0, k0, level & levels.column ? k1 : k0];
}

function search(probe: Probe, bounds: Bounds, already: number): number {
  const [q0, q1, k0, k1] = bounds;
  const pairs = Math.max(0, q1 - q0 + 1) * Math.max(0, k1 - k0 + 1);
  if (already === seenBoth || pairs === 0) return already;
  if (pairs <= fewPairs || probe.wasted > patience) return searchPairs(probe, bounds, already);
  const value = probeBox(probe, bounds);
  if (isSettled(value)) {
    probe.wasted -= 4;
    return already | seenIn(value);
  }
  probe.wasted++;
  const line = lineOf(value, bounds);
  if (line) return fromEnds(probe, value.along, line.lo, line.hi, already);
  const [q, k] = [(q0 + q1) >> 1, (k0 + k1) >> 1];
  if (q1 - q0 > k1 - k0) return search(probe, [q + 1, q1, k0, k1], search(probe, [q0, q, k0, k1], already));
  return search(probe, [q0, q1, k + 1, k1], search(probe, [q0, q1, k0, k], already));
}

function searchPairs(probe: Probe, [q0, q1, k0, k1]: Bounds, already: number): number {
  let seen = already;
  for (let q = q0; q <= q1; q++) for (let k = k0; k <= k1 && seen !== seenBoth; k++) seen |= seenAt(probe, q, k);
  return seen;
}

function seenAt({ classifier, work }: Probe, q: number, k: number): number {
  work.points++;
  return seenIn(classifier.point(q, k));
}
