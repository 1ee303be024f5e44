/**
 * @file Intervals that remember where they come from. Over a box of rows and columns an i32 value that is q·q_idx + k·kv_idx + c carries
 * that form along, so that what occurs several times (`2 * q_idx - kv_idx - q_idx`) is bounded exactly, and a comparison looks at the
 * difference of its sides. A form is kept only where the value stays inside i32 all over the box; it then is the value, wrapped or not. It
 * belongs to one box: `min`, `%` or `where` have a form wherever the box lies on one side of the bend.
 */
import { int32, isPoint, no as zero, type Interval } from "#src/ir/interval.ts";
import type { Domain } from "#src/ir/machine.ts";
import type { Apply } from "#src/ir/node.ts";
import { row, type AffineKind } from "#src/ir/ops.ts";
import { constantRange, rangeRule } from "#src/ir/range.ts";

/** q·q_idx + k·kv_idx + c. */
export interface Form {
  readonly q: number;
  readonly k: number;
  readonly c: number;
}

/** An interval, and the affine form of the value if it has one. */
export interface Ranged extends Interval {
  readonly form?: Form | undefined;
}

/** Rows and columns, all four bounds included; the evaluator moves it. */
export interface Box {
  q0: number;
  q1: number;
  k0: number;
  k1: number;
}

type Rule = (...operands: Ranged[]) => Ranged;
type Evaluate = (...x: number[]) => number;

/** Coefficients up to here keep every bound an exact double. */
const largest = 2 ** 20;

function over(box: Box, q: number, k: number, constant: number): Ranged {
  const c = constant + 0; // -0 -> 0: an i32 has no sign on its zero
  const lo = c + Math.min(q * box.q0, q * box.q1) + Math.min(k * box.k0, k * box.k1);
  const hi = c + Math.max(q * box.q0, q * box.q1) + Math.max(k * box.k0, k * box.k1);
  return { lo, hi, nan: false, form: { q, k, c } };
}

/** The value with its form, unless it could leave i32. */
function kept(box: Box, q: number, k: number, c: number): Ranged | undefined {
  if (Math.abs(q) > largest || Math.abs(k) > largest) return undefined;
  const value = over(box, q, k, c);
  return value.lo >= int32.lo && value.hi <= int32.hi ? value : undefined;
}

function formOf(x: Ranged): Form | undefined {
  return x.form ?? (isPoint(x) ? { q: 0, k: 0, c: x.lo } : undefined);
}

function difference(box: Box, a: Ranged, b: Ranged): Ranged {
  const [x, y] = [formOf(a), formOf(b)];
  return x && y ? over(box, x.q - y.q, x.k - y.k, x.c - y.c) : { lo: a.lo - b.hi, hi: a.hi - b.lo, nan: false };
}

const rules: Readonly<Record<AffineKind, (box: Box, plain: Rule, evaluate: Evaluate) => Rule>> = {
  linear:
    (box, plain, f) =>
    (a, b = zero) => {
      const x = formOf(a!);
      const y = formOf(b);
      if (!x || !y) return plain(a!, b);
      return kept(box, f(x.q, y.q), f(x.k, y.k), f(x.c, y.c)) ?? plain(a!, b);
    },
  scales: (box, plain, f) => (a, b) => {
    const [by, form] = isPoint(b!) ? [b!.lo, a!.form] : [a!.lo, isPoint(a!) ? b!.form : undefined];
    return (form && kept(box, f(form.q, by), f(form.k, by), f(form.c, by))) ?? plain(a!, b!);
  },
  picks:
    (box, plain) =>
    (...x) => {
      for (const pick of x) {
        if (!pick.form) continue;
        const rest = plain(...x.map((other) => (other === pick ? zero : difference(box, other, pick))));
        if (rest.lo === 0 && rest.hi === 0) return pick;
      }
      return plain(...x);
    },
  laps:
    (box, plain, f) =>
    (a, b = zero) => {
      if (!a!.form || !isPoint(b)) return plain(a!, b);
      const { q, k, c } = a!.form;
      const shift = f(a!.lo, b.lo) - a!.lo;
      return (f(a!.hi, b.lo) - a!.hi === shift && kept(box, q, k, c + shift)) || plain(a!, b);
    },
  compares: (box, plain) => (a, b) => plain(difference(box, a!, b!), zero),
};

/** The rule of one applied operation over a box. A plain rule that answers one of its operands (`where`, decided) means that operand. */
export function affineRule(node: Apply, box: Box): Rule {
  const { affine, integer, evaluate } = row(node.op);
  const plain = rangeRule(node);
  if (!affine || node.args[0]!.type !== "i32") return plain;
  return rules[affine](box, plain, affine === "laps" ? (integer?.evaluate ?? evaluate) : evaluate);
}

/** Intervals with forms over the box, as it is at the time a node is computed. */
export function affineDomain(box: Box, load: Domain<Interval>["load"]): Domain<Ranged> {
  return { constant: constantRange, load, apply: (node) => affineRule(node, box) };
}
