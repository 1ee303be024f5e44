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

export const anything: Interval = { lo: -Infinity, hi: Infinity, nan: true };

/** The values between two bounds; where a bound came out as NaN (inf − inf, 0 · inf), anything. */
export function interval(lo: number, hi: number, nan = false): Interval {
  return lo <= hi ? { lo, hi, nan } : anything;
}

export const point = (value: number): Interval => interval(value, value);
export const either: Interval = interval(0, 1);
export const yes: Interval = point(1);
export const no: Interval = point(0);
export const int32: Interval = interval(-(2 ** 31), 2 ** 31 - 1);

export const isPoint = (x: Interval): boolean => x.lo === x.hi && !x.nan;
export const isTrue = (x: Interval): boolean => x.lo >= 1 && !x.nan;
export const isFalse = (x: Interval): boolean => x.hi <= 0 && !x.nan;
export const contains = (x: Interval, value: number): boolean => (Number.isNaN(value) ? x.nan : x.lo <= value && value <= x.hi);

const holdsZero = (x: Interval): boolean => x.lo <= 0 && 0 <= x.hi;

/** The smallest interval that holds both. */
export function hull(a: Interval, b: Interval): Interval {
  return interval(Math.min(a.lo, b.lo), Math.max(a.hi, b.hi), a.nan || b.nan);
}

const magnitude = (x: Interval): number => Math.max(Math.abs(x.lo), Math.abs(x.hi));
const isUnbounded = (x: Interval): boolean => x.lo === -Infinity || x.hi === Infinity;

export const largestFloat = 3.4028234663852886e38;

/**
 * What f32 makes of values with an error of so many units in the last place and an absolute one: a bound that f32 holds exactly stays if there
 * is no error; any other moves outward, and to infinity where f32 ends.
 */
export function rounded({ lo, hi, nan }: Interval, ulp = 0, abs = 0): Interval {
  const outward = (bound: number): number => {
    if (!Number.isFinite(bound) || (!(ulp + abs) && Math.fround(bound) === bound)) return bound;
    const moved = bound + Math.abs(bound) * ulp * 2 ** -23 + abs;
    const stored = moved + Math.abs(moved) * 2 ** -23 + 2 ** -126;
    return stored > largestFloat ? Infinity : stored;
  };
  return interval(-outward(-lo), outward(hi), nan);
}

/** A rule for a function of one or two operands that never falls in either. */
export function monotone(f: (x: number, y: number) => number): IntervalRule {
  return (a, b = a) => interval(f(a.lo, b.lo), f(a.hi, b.hi), a.nan || b.nan);
}

/** From the least to the greatest of the values; NaN counts as 0 (0 · inf), and is allowed. */
function spanning(values: readonly number[], nan: boolean): Interval {
  let lo = Infinity;
  let hi = -Infinity;
  let isUndefined = nan;
  for (const value of values) {
    const known = value || 0;
    if (known < lo) lo = known;
    if (known > hi) hi = known;
    isUndefined ||= Number.isNaN(value);
  }
  return interval(lo, hi, isUndefined);
}

/** A rule for a function that falls to a single valley at `bottom` and rises behind it. */
export function valley(f: (x: number) => number, bottom: number): IntervalRule {
  return ({ lo, hi, nan }) => spanning([f(lo), f(Math.max(lo, Math.min(bottom, hi))), f(hi)], nan);
}

/** A rule for a function with its extremes in the four corners. */
function corners(f: (x: number, y: number) => number): IntervalRule {
  return (a, b) => {
    if (a.lo === a.hi && b.lo === b.hi) return spanning([f(a.lo, b.lo)], a.nan || b.nan);
    return spanning([f(a.lo, b.lo), f(a.lo, b.hi), f(a.hi, b.lo), f(a.hi, b.hi)], a.nan || b.nan);
  };
}

/** A monotone rule for a function that is NaN below 0. */
export function rootlike(f: (x: number) => number): IntervalRule {
  return (x) => interval(f(Math.max(0, x.lo)), f(x.hi), x.nan || x.lo < 0);
}

/** Past this angle an f32 implementation may lose count of the turns. */
const farthestAngle = 2 ** 14;

/** A rule for a periodic function with values in `all`, by default [−1, 1]. */
export function wave(f: (x: number) => number, all: Interval = interval(-1, 1)): IntervalRule {
  return (x) => (isPoint(x) && Math.abs(x.lo) <= farthestAngle ? point(f(x.lo)) : { ...all, nan: all.nan || x.nan || isUnbounded(x) });
}

/** A rule for `from` − x. */
export function mirrored(from: number): IntervalRule {
  return (x) => interval(from - x.hi, from - x.lo, x.nan);
}

export const negate: IntervalRule = mirrored(0);
export const not: IntervalRule = mirrored(1);

export const add: IntervalRule = (a, b) => {
  const clash = (a.hi === Infinity && b.lo === -Infinity) || (a.lo === -Infinity && b.hi === Infinity);
  return interval(a.lo + b.lo, a.hi + b.hi, a.nan || b.nan || clash);
};

export const subtract: IntervalRule = (a, b) => add(a, negate(b));

const product = corners((x, y) => x * y);
const ratio = corners((x, y) => x / y);

export const multiply: IntervalRule = (a, b) => {
  const zeroTimesInfinity = (holdsZero(a) && isUnbounded(b)) || (holdsZero(b) && isUnbounded(a));
  const { lo, hi, nan } = product(a, b);
  return interval(lo, hi, nan || zeroTimesInfinity);
};

export const divide: IntervalRule = (a, b) => (holdsZero(b) ? anything : ratio(a, b));

/** Integer quotient by `round` of the real one; a quotient by 0 is the dividend, so nothing leaves [−|a|, |a|]. */
export function quotient(round: (x: number) => number): IntervalRule {
  const rule = corners((x, y) => round(x / y));
  return (a, b) => (!holdsZero(b) ? rule(a, b) : isPoint(b) ? a : interval(-magnitude(a), magnitude(a)));
}

/** Remainder with the divisor's sign (floored). */
const lapped =
  (gap: 0 | 1): IntervalRule =>
  (a, b) => {
    if (b.lo <= 0) return interval(Math.min(0, b.lo + gap), Math.max(0, b.hi - gap));
    const lap = Math.floor(a.lo / b.lo);
    const isOneLap = lap === Math.floor(a.hi / b.lo) && (lap === 0 || isPoint(b));
    if (isOneLap) return interval(a.lo - b.lo * lap, a.hi - b.lo * lap);
    return interval(0, a.lo < 0 ? b.hi - gap : Math.min(a.hi, b.hi - gap));
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
    if (a.nan || b.nan || isUnbounded(b) || holdsZero(b) || size > 2 ** 120 * Math.min(1, Math.abs(b.lo), Math.abs(b.hi))) return anything;
    const slip = size * 2 ** -20;
    return rounded(rule(rounded(a, 0, slip), b), 0, slip);
  };
}

/** The rules of remainders: of whole numbers, where the largest is the divisor less one, and of f32. */
export const wholeMod: IntervalRule = lapped(1);
export const realMod: IntervalRule = inexact(lapped(0));
export const wholeRem: IntervalRule = cut(1);
export const realRem: IntervalRule = inexact(cut(0));

/** What a comparison is from where it is true and where it is false; NaN compares false. */
const decided = (isTrueOfAll: boolean, isFalseOfAll: boolean, nan: boolean): Interval => (isFalseOfAll ? no : isTrueOfAll && !nan ? yes : either);

export const less: IntervalRule = (a, b) => decided(a.hi < b.lo, a.lo >= b.hi, a.nan || b.nan);
export const lessOrEqual: IntervalRule = (a, b) => decided(a.hi <= b.lo, a.lo > b.hi, a.nan || b.nan);
export const equal: IntervalRule = (a, b) => decided(isPoint(a) && isPoint(b), a.lo > b.hi || a.hi < b.lo, false);
export const choose: IntervalRule = (test, a, b) => (isTrue(test) ? a : isFalse(test) ? b : hull(a, b));

export const minimum: IntervalRule = monotone(Math.min);
export const maximum: IntervalRule = monotone(Math.max);
export const clamp: IntervalRule = (x, lo, hi) => minimum(maximum(x, lo), hi);
export const absolute: IntervalRule = valley(Math.abs, 0);

const raised = corners((x, y) => x ** y);

/** WGSL makes it of `exp2(y * log2(x))`, so that the exponent's error, absolute near x = 1, becomes a factor. */
export const power: IntervalRule = (a, b) => {
  const isDecided = isPoint(a) && isPoint(b);
  if (!isDecided && (a.lo <= 0 || isUnbounded(a) || isUnbounded(b))) return anything;
  const digits = Math.max(Math.abs(Math.log2(Math.abs(a.lo))), Math.abs(Math.log2(Math.abs(a.hi))));
  const slip = 2 ** (magnitude(b) * (2 ** -21 + digits * 2 ** -22)) - 1;
  return rounded(raised(a, b), Number.isFinite(slip) ? slip * 2 ** 23 : 0);
};

/** A product and a sum, rounded once or twice as the device likes. */
export const multiplyAdd: IntervalRule = (a, b, c) => add(rounded(multiply(a, b)), c);

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

export const shiftLeft: IntervalRule = (a, b) => (isPoint(b) ? multiply(a, point(2 ** (b.lo & 31))) : int32);
export const shiftRight: IntervalRule = (a, b) => (isPoint(b) ? interval(a.lo >> b.lo, a.hi >> b.lo) : hull(a, no));
