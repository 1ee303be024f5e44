/**
 * @file Looks into a set of pairs that the analysis left open, until it has seen both a true and a false pair or knows that there is but one kind.
 * First by cutting it, at the bitter end pair by pair; along a single direction, value by value. Counts what that takes.
 */
import { isGapless } from "#src/analysis/affine.ts";
import { isDecided, type Classifier, type MaskValue } from "#src/analysis/classify.ts";
import { coefficientsOf, everywhere, nowhere, type Direction } from "#src/analysis/direction.ts";
import type { Node } from "#src/ir/node.ts";
import { levels, type Level } from "#src/ir/variables.ts";

export type OnPoints = (open: readonly Node[], pairs: number) => void;

/** Both bits: a true and a false pair were met, or one that is not known. */
export const seenTrue = 1;
export const seenFalse = 2;
const seenBoth = 3;

/** Boxes of at most so many pairs are evaluated pair by pair. */
const fewPairs = 64;

/** A box: rows and columns, bounds included. */
export type Bounds = readonly [q0: number, q1: number, k0: number, k1: number];

export interface Probe {
  readonly level: Level;
  readonly work: { boxes: number; points: number };
  box(bounds: Bounds): MaskValue;
  /** The pairs of the last box at which the combination lies between bounds. */
  band(along: Direction, lo: number, hi: number): MaskValue;
  /** Of the last box, as {@link Classifier} says. */
  bends(): Level;
  slide: Classifier["slide"];
  /** What is met in a box of which `value` is all that is known; of what has been `already` met nothing more is asked. */
  inside(value: MaskValue, bounds: Bounds, already: number): number;
  /** The same between two values of a combination that takes all values between. */
  between(value: MaskValue, lo: number, hi: number, already: number): number;
}

const seenIn = (value: MaskValue): number => (isDecided(value) ? (value.lo ? seenTrue : seenFalse) : seenBoth);

/** Whether looking closer cannot tell more: decided, surely mixed, or undecided for a reason that is not the box's size. */
const isSettled = (value: MaskValue): boolean => isDecided(value) || value.gapless || value.along === nowhere;

/** The combination that a value moves along, with the values that it takes over the box; `undefined` if it does not take all between them. */
export function lineOf({ along }: MaskValue, [q0, q1, k0, k1]: Bounds): { lo: number; hi: number } | undefined {
  if (along === everywhere) return undefined;
  const { q, k } = coefficientsOf(along);
  if (!isGapless(q, k, q1 - q0 + 1, k1 - k0 + 1)) return undefined;
  return { lo: q * q0 + Math.min(k * k0, k * k1), hi: q * q1 + Math.max(k * k0, k * k1) };
}

export function createProbe(classifier: Classifier, onPoints?: OnPoints): Probe {
  const { level } = classifier;
  const work = { boxes: 0, points: 0 };

  function box(bounds: Bounds): MaskValue {
    work.boxes++;
    return classifier.box(...bounds);
  }

  function band(along: Direction, lo: number, hi: number): MaskValue {
    work[lo === hi ? "points" : "boxes"]++;
    return classifier.band(along, lo, hi);
  }

  function point(q: number, k: number): number {
    work.points++;
    return seenIn(classifier.point(q, k));
  }

  /** Tells of the pairs that `look` takes. */
  function watched(look: () => number): number {
    if (!onPoints) return look();
    const open = classifier.open();
    const before = work.points;
    const seen = look();
    if (work.points > before) onPoints(open, work.points - before);
    return seen;
  }

  function alongLine(along: Direction, lo: number, hi: number, seen: number): number {
    if (seen === seenBoth || lo > hi) return seen;
    const value = band(along, lo, hi);
    if (lo === hi || isSettled(value)) return seen | seenIn(value);
    const middle = Math.floor((lo + hi) / 2);
    return alongLine(along, middle + 1, hi, alongLine(along, lo, middle, seen));
  }

  function between({ along }: MaskValue, lo: number, hi: number, already: number): number {
    return alongLine(along, lo + 1, hi - 1, already | seenIn(band(along, lo, lo)) | (lo < hi ? seenIn(band(along, hi, hi)) : 0));
  }

  function pairs([q0, q1, k0, k1]: Bounds, already: number): number {
    let seen = already;
    for (let q = q0; q <= q1; q++) for (let k = k0; k <= k1 && seen !== seenBoth; k++) seen |= point(q, k);
    return seen;
  }

  function search(bounds: Bounds, already: number): number {
    const [q0, q1, k0, k1] = bounds;
    const tall = level & levels.row ? q1 - q0 + 1 : 1;
    const wide = level & levels.column ? k1 - k0 + 1 : 1;
    if (tall * wide <= fewPairs) return pairs([q0, q0 + tall - 1, k0, k0 + wide - 1], already);
    const value = box(bounds);
    if (isSettled(value)) return already | seenIn(value);
    const line = lineOf(value, bounds);
    if (line) return between(value, line.lo, line.hi, already);
    return halves(bounds, tall > wide).reduce((seen, half) => (seen === seenBoth ? seen : search(half, seen)), already);
  }

  function inside(bounds: Bounds, already: number): number {
    const [q0, q1, k0, k1] = bounds;
    const corners = [
      [q0, k0],
      [q1, k1],
      [q0, k1],
      [q1, k0],
      [(q0 + q1) >> 1, (k0 + k1) >> 1],
    ] as const;
    let seen = already;
    for (const [q, k] of corners) if (seen !== seenBoth) seen |= point(q, k);
    return seen === seenBoth ? seen : search(bounds, seen);
  }

  return {
    level,
    work,
    box,
    band,
    bends: () => classifier.bends(),
    slide: (step, most) => classifier.slide(step, most),
    inside: (value, bounds, already) => (isSettled(value) ? already | seenIn(value) : watched(() => inside(bounds, already))),
    between: (value, lo, hi, already) => (isSettled(value) ? already | seenIn(value) : watched(() => between(value, lo, hi, already))),
  };
}

/** A box in two, cut across its rows or its columns. */
function halves([q0, q1, k0, k1]: Bounds, isTall: boolean): readonly [Bounds, Bounds] {
  const [q, k] = [(q0 + q1) >> 1, (k0 + k1) >> 1];
  if (isTall)
    return [
      [q0, q, k0, k1],
      [q + 1, q1, k0, k1],
    ];
  return [
    [q0, q1, k0, k],
    [q0, q1, k + 1, k1],
  ];
}
