/**
 * @file Interval arithmetic: what is surely true of a value whose operands are only known to lie between bounds. Every rule returns a
 * superset of the values that the operation takes on its operands' intervals (property-tested for each row of the op table). Booleans are
 * 0 and 1. Rules speak of real numbers; wrapping of i32 and rounding of f32 are added by `range.ts`.
 */

/** The values from `lo` to `hi`, both included, and NaN if `nan`. */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
  readonly nan: boolean;
}

export type IntervalRule = (...operands: Interval[]) => Interval;

/** A bound that came out as NaN (inf − inf, 0 · inf) is opened to infinity, and NaN is allowed. */
export function interval(lo: number, hi: number, nan = false): Interval {
  if (Number.isNaN(lo) || Number.isNaN(hi)) return { lo: Number.isNaN(lo) ? -Infinity : lo, hi: Number.isNaN(hi) ? Infinity : hi, nan: true };
  return { lo, hi, nan };
}

export const point = (value: number): Interval => interval(value, value);
export const anything: Interval = { lo: -Infinity, hi: Infinity, nan: true };
export const either: Interval = { lo: 0, hi: 1, nan: false };
export const yes: Interval = { lo: 1, hi: 1, nan: false };
export const no: Interval = { lo: 0, hi: 0, nan: false };
export const int32: Interval = { lo: -(2 ** 31), hi: 2 ** 31 - 1, nan: false };

export const isPoint = (x: Interval): boolean => x.lo === x.hi && !x.nan;
export const isTrue = (x: Interval): boolean => x.lo >= 1 && !x.nan;
export const isFalse = (x: Interval): boolean => x.hi <= 0 && !x.nan;
export const contains = (x: Interval, value: number): boolean => (Number.isNaN(value) ? x.nan : x.lo <= value && value <= x.hi);

/** The smallest interval that holds both. */
export function hull(a: Interval, b: Interval): Interval {
  return { lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi), nan: a.nan || b.nan };
}

const magnitude = (x: Interval): number => Math.max(Math.abs(x.lo), Math.abs(x.hi));
const isUnbounded = (x: Interval): boolean => x.lo === -Infinity || x.hi === Infinity;

/** A rule for a function that never falls. */
export function monotone(f: (x: number) => number): IntervalRule {
  return (x) => interval(f(x.lo), f(x.hi), x.nan);
}

/** A rule for a function that never falls in either operand. */
function rising(f: (x: number, y: number) => number): IntervalRule {
  return (a, b) => interval(f(a.lo, b.lo), f(a.hi, b.hi), a.nan || b.nan);
}

/** A rule for a function that falls to a single valley at `bottom` and rises behind it. */
export function valley(f: (x: number) => number, bottom: number): IntervalRule {
  return (x) => {
    const ends = [x.lo, x.hi].map((end) => (end === -Infinity ? f(-1e9) : f(end)));
    const floor = x.lo <= bottom && bottom <= x.hi ? f(bottom) : Infinity;
    return interval(Math.min(floor, ...ends), Math.max(...ends), x.nan || x.lo === -Infinity);
  };
}

/** A monotone rule for a function that is NaN below `from`. */
export function rootlike(f: (x: number) => number, from: number): IntervalRule {
  return (x) => (x.hi < from ? anything : interval(f(Math.max(from, x.lo)), f(x.hi), x.nan || x.lo < from));
}

/** Past this angle an f32 implementation may lose count of the turns. */
const farthestAngle = 2 ** 14;

/** A rule for a periodic function with values in `all`, by default [−1, 1]. */
export function wave(f: (x: number) => number, all: Interval = interval(-1, 1)): IntervalRule {
  return (x) => (isPoint(x) && Math.abs(x.lo) <= farthestAngle ? point(f(x.lo)) : { ...all, nan: all.nan || x.nan || isUnbounded(x) });
}

export const negate: IntervalRule = (x) => interval(-x.hi, -x.lo, x.nan);

export const add: IntervalRule = (a, b) => {
  const clash = (a.hi === Infinity && b.lo === -Infinity) || (a.lo === -Infinity && b.hi === Infinity);
  return interval(a.lo + b.lo, a.hi + b.hi, a.nan || b.nan || clash);
};

export const subtract: IntervalRule = (a, b) => add(a, negate(b));

/** The extremes of `f` over the four corners, a NaN corner counting as 0 (0 · inf) with NaN allowed. */
function corners(f: (x: number, y: number) => number, a: Interval, b: Interval, nan: boolean): Interval {
  const values = [f(a.lo, b.lo), f(a.lo, b.hi), f(a.hi, b.lo), f(a.hi, b.hi)].map((v) => (Number.isNaN(v) ? 0 : v));
  return interval(Math.min(...values), Math.max(...values), nan);
}

export const multiply: IntervalRule = (a, b) => {
  const zeroTimesInfinity = (contains(a, 0) && isUnbounded(b)) || (contains(b, 0) && isUnbounded(a));
  return corners((x, y) => x * y, a, b, a.nan || b.nan || zeroTimesInfinity);
};

export const divide: IntervalRule = (a, b) => {
  if (contains(b, 0)) return anything;
  return corners((x, y) => x / y, a, b, a.nan || b.nan || (isUnbounded(a) && isUnbounded(b)));
};

/** Integer quotient by `round` of the real one; a quotient by 0 is the dividend, so nothing leaves [−|a|, |a|]. */
export function quotient(round: (x: number) => number): IntervalRule {
  return (a, b) => {
    const bound = magnitude(a);
    return contains(b, 0) ? interval(-bound, bound) : corners((x, y) => round(x / y), a, b, false);
  };
}

/** Remainder with the divisor's sign (floored). */
const lapped =
  (gap: 0 | 1): IntervalRule =>
  (a, b) => {
    if (b.lo <= 0) return interval(Math.min(0, b.lo + gap), Math.max(0, b.hi - gap));
    const lap = (x: number) => Math.floor(x / b.lo);
    if (isPoint(b) && lap(a.lo) === lap(a.hi)) return interval(a.lo - b.lo * lap(a.lo), a.hi - b.lo * lap(a.lo));
    return a.lo >= 0 ? interval(a.hi < b.lo ? a.lo : 0, Math.min(a.hi, b.hi - gap)) : interval(0, b.hi - gap);
  };

/** Remainder with the dividend's sign (truncated). */
const cut =
  (gap: 0 | 1): IntervalRule =>
  (a, b) => {
    if (a.lo >= 0 && b.lo > 0) return lapped(gap)(a, b);
    const most = Math.max(0, Math.min(magnitude(a), magnitude(b) - gap));
    return interval(a.lo >= 0 ? 0 : -most, a.hi <= 0 ? 0 : most);
  };

/**
 * A remainder in f32 is the dividend less a rounded multiple of a rounded quotient: it errs by some units in the last place of the dividend,
 * and where that is large, of whole laps. Far out even the quotient overflows.
 */
function inexact(rule: IntervalRule): IntervalRule {
  return (a, b) => {
    const size = magnitude(a);
    if (a.nan || b.nan || isUnbounded(b) || contains(b, 0) || size > 2 ** 120 * Math.min(1, Math.abs(b.lo), Math.abs(b.hi))) return anything;
    const slip = size * 2 ** -20;
    const { lo, hi } = rule(interval(a.lo - slip, a.hi + slip), b);
    return interval(lo - slip, hi + slip);
  };
}

/** The rules of remainders: of whole numbers, where the largest is the divisor less one, and of f32. */
export const wholeMod: IntervalRule = lapped(1);
export const realMod: IntervalRule = inexact(lapped(0));
export const wholeRem: IntervalRule = cut(1);
export const realRem: IntervalRule = inexact(cut(0));

/** A comparison from what makes it surely true and what makes it surely false; NaN compares false. */
function comparing(surely: (a: Interval, b: Interval) => boolean, never: (a: Interval, b: Interval) => boolean): IntervalRule {
  return (a, b) => (never(a, b) ? no : surely(a, b) && !a.nan && !b.nan ? yes : either);
}

const below = (a: Interval, b: Interval): boolean => a.hi < b.lo;
const notAbove = (a: Interval, b: Interval): boolean => a.hi <= b.lo;
const same = (a: Interval, b: Interval): boolean => a.lo === a.hi && b.lo === b.hi && a.lo === b.lo;
const apart = (a: Interval, b: Interval): boolean => a.hi < b.lo || b.hi < a.lo;

export const less: IntervalRule = comparing(below, (a, b) => notAbove(b, a));
export const lessOrEqual: IntervalRule = comparing(notAbove, (a, b) => below(b, a));
export const equal: IntervalRule = comparing(same, apart);
export const not: IntervalRule = (x) => interval(1 - x.hi, 1 - x.lo);
export const choose: IntervalRule = (test, a, b) => (isTrue(test) ? a : isFalse(test) ? b : hull(a, b));

export const minimum: IntervalRule = rising(Math.min);
export const maximum: IntervalRule = rising(Math.max);
export const clamp: IntervalRule = (x, lo, hi) => minimum(maximum(x, lo), hi);

export const absolute: IntervalRule = (x) => {
  const least = x.lo <= 0 && x.hi >= 0 ? 0 : Math.min(Math.abs(x.lo), Math.abs(x.hi));
  return interval(least, magnitude(x), x.nan);
};

/** WGSL makes it of `exp2(y * log2(x))`, so that the exponent's error, absolute near x = 1, becomes a factor. */
export const power: IntervalRule = (a, b) => {
  const isDecided = isPoint(a) && isPoint(b);
  if (!isDecided && (a.lo <= 0 || isUnbounded(a) || isUnbounded(b))) return anything;
  const { lo, hi, nan } = isDecided ? point(a.lo ** b.lo) : corners((x, y) => x ** y, a, b, a.nan || b.nan);
  const digits = Math.max(Math.abs(Math.log2(Math.abs(a.lo))), Math.abs(Math.log2(Math.abs(a.hi))));
  const slip = 2 ** (magnitude(b) * (2 ** -21 + digits * 2 ** -22));
  return Number.isFinite(slip) ? interval(lo < 0 ? lo * slip : lo / slip, hi < 0 ? hi / slip : hi * slip, nan) : interval(lo, hi, nan);
};

/** A product and a sum, rounded once or twice as the device likes. */
export const multiplyAdd: IntervalRule = (a, b, c) => {
  const { lo, hi, nan } = multiply(a!, b!);
  const bound = (x: number) => (x + Math.abs(x) * 2 ** -23 < 2 ** 128 ? x + Math.abs(x) * 2 ** -23 + 2 ** -126 : Infinity);
  return add(interval(-bound(-lo), bound(hi), nan), c!);
};

/** The largest value with as many bits as `x`: 5 → 7. */
const filled = (x: number): number => 2 ** (32 - Math.clz32(x)) - 1;

/** A rule for a bit operation: exact on points, `rule` where both operands are not negative, else any i32. */
function bitwise(f: (a: number, b: number) => number, rule: IntervalRule): IntervalRule {
  return (a, b) => {
    if (isPoint(a) && isPoint(b)) return point(f(a.lo, b.lo));
    return a.lo >= 0 && b.lo >= 0 ? rule(a, b) : int32;
  };
}

export const bitAnd: IntervalRule = bitwise(
  (a, b) => a & b,
  (a, b) => interval(0, Math.min(a.hi, b.hi)),
);
export const bitOr: IntervalRule = bitwise(
  (a, b) => a | b,
  (a, b) => interval(Math.max(a.lo, b.lo), filled(Math.max(a.hi, b.hi))),
);
export const bitXor: IntervalRule = bitwise(
  (a, b) => a ^ b,
  (a, b) => interval(0, filled(Math.max(a.hi, b.hi))),
);

export const shiftLeft: IntervalRule = (a, b) => {
  if (!isPoint(b)) return int32;
  const factor = 2 ** (b.lo & 31);
  const [lo, hi] = [a.lo * factor, a.hi * factor];
  return lo < int32.lo || hi > int32.hi ? int32 : interval(lo, hi);
};

export const shiftRight: IntervalRule = (a, b) => {
  if (isPoint(b)) return interval(a.lo >> b.lo, a.hi >> b.lo);
  return interval(Math.min(a.lo, 0), Math.max(a.hi, 0));
};
