/**
 * @file Intervals of typed values: the op table's rules for real numbers, plus what the machine adds (i32 wraps, f32 rounds). The bounds
 * hold for the float64 meaning and for every conforming WGSL implementation, so that a decision made on them is right for both.
 */
import { anything, interval, type Interval } from "./interval.ts";
import { row, type Op } from "./ops.ts";
import type { Apply } from "./node.ts";

export const int32: Interval = { lo: -(2 ** 31), hi: 2 ** 31 - 1, nan: false };

/** The rule of one applied operation on typed operands. */
export function rangeRule(node: Apply): (...operands: Interval[]) => Interval {
  const found = row(node.op);
  const onIntegers = node.args.every((arg) => arg.type === "i32");
  const rule = (onIntegers && found.integer?.interval) || found.interval;
  if (node.type === "i32") return (...x) => wrap(rule(...x));
  if (node.type === "f32") return (...x) => round(found, rule(...x));
  return rule;
}

function wrap(x: Interval): Interval {
  return x.lo < int32.lo || x.hi > int32.hi || x.nan ? int32 : x;
}

/** A bound that f32 holds exactly stays if the operation is correctly rounded; any other moves outward by the operation's error. */
function round(op: Op, x: Interval): Interval {
  if (x === anything) return x;
  const { ulp, abs } = op.error ?? { ulp: 1, abs: undefined };
  const slack = (bound: number): number => {
    if (!Number.isFinite(bound) || (!op.error && Math.fround(bound) === bound)) return 0;
    return Math.abs(bound) * ulp * 2 ** -23 + (abs ?? 0) + 2 ** -126;
  };
  return interval(x.lo - slack(x.lo), x.hi + slack(x.hi), x.nan);
}
