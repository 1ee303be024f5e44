/**
 * @file Intervals that remember where they come from. Over a box of rows and columns an i32 value that is q·q_idx + k·kv_idx + c carries
 * that form along, so that what occurs several times (`2 * q_idx - kv_idx - q_idx`) is bounded exactly, and a comparison looks at the
 * difference of its sides. A form is kept only where the value stays inside i32 all over the box; it then is the value, wrapped or not. It
 * belongs to one box: `min`, `%` or `where` have a form wherever the box lies on one side of the bend.
 *
 * Every value also says along which combination of the indices it still moves (a decided part of it no longer counts), and whether it surely
 * takes every whole number between its bounds.
 */
import { int32, isPoint, point, type Interval } from "#src/ir/interval.ts";
import type { Domain } from "#src/ir/machine.ts";
import type { Apply, Load } from "#src/ir/node.ts";
import { row, type AffineKind, type Op } from "#src/ir/ops.ts";
import { constantRange, rangeRule, typeRange } from "#src/ir/range.ts";
import { alongColumns, alongRows, areApart, coefficientsOf, directionOf, join, nowhere, type Direction } from "./direction.ts";

/** q·q_idx + k·kv_idx + c. */
export interface Form {
  readonly q: number;
  readonly k: number;
  readonly c: number;
}

export interface Ranged extends Interval {
  /** The affine form of the value, if it has one; of a comparison, the difference that it compares with 0. */
  readonly form: Form | undefined;
  /** What moves its interval within the box. */
  readonly along: Direction;
  /** It takes every whole number between its bounds (a boolean: true and false) somewhere in the box. */
  readonly gapless: boolean;
}

/** Rows and columns, all four bounds included; the evaluator moves it. */
export interface Box {
  q0: number;
  q1: number;
  k0: number;
  k1: number;
  /** Only the pairs of the box at which the combination lies between these bounds, both included, and takes all values between. */
  band?: { readonly along: Direction; readonly lo: number; readonly hi: number } | undefined;
}

type Rule = (...operands: Ranged[]) => Interval;
type Evaluate = (...x: number[]) => number;

/** The columns of a row that tell whether its results leave gaps. */
type Gapless = { readonly gapless?: Op["gapless"] | undefined; readonly evaluate: Evaluate };

/** Coefficients up to here keep every bound an exact double. */
const largest = 2 ** 20;

/** A value that is the same all over the box, known or not. */
export function constantly({ lo, hi, nan }: Interval): Ranged {
  return { lo, hi, nan, form: undefined, along: nowhere, gapless: lo === hi };
}

const zero = constantly(point(0));
const yes = constantly(point(1));

/** The value of a form over the box; in a band, of one that moves along it. */
export function over(box: Box, q: number, k: number, constant: number): Ranged {
  const c = constant + 0; // -0 -> 0: an i32 has no sign on its zero
  const form = { q, k, c };
  const along = directionOf(q, k);
  if (box.band?.along === along) {
    const unit = coefficientsOf(along);
    const factor = unit.q ? q / unit.q : k / unit.k;
    const [a, b] = [c + factor * box.band.lo, c + factor * box.band.hi];
    return { lo: Math.min(a, b), hi: Math.max(a, b), nan: false, form, along, gapless: Math.abs(factor) === 1 };
  }
  const { q0, q1, k0, k1 } = box;
  const lo = c + Math.min(q * q0, q * q1) + Math.min(k * k0, k * k1);
  const hi = c + Math.max(q * q0, q * q1) + Math.max(k * k0, k * k1);
  const moving = lo === hi ? nowhere : namedIn(box, along);
  return { lo, hi, nan: false, form, along: moving, gapless: !box.band && isGapless(q, k, q1 - q0 + 1, k1 - k0 + 1) };
}

/** In a single column whatever moves moves along the rows, in a single row along the columns: there all directions are one and have one name. */
function namedIn({ q0, q1, k0, k1 }: Box, along: Direction): Direction {
  return k0 === k1 ? alongRows : q0 === q1 ? alongColumns : along;
}

/** Whether q·i + k·j leaves no gap over so many neighbouring i and j. */
export function isGapless(q: number, k: number, rows: number, columns: number): boolean {
  const [a, b] = [Math.abs(q), Math.abs(k)];
  return a === 0 || rows === 1 ? b <= 1 || columns === 1 : b === 0 || columns === 1 ? a === 1 : (a === 1 && b <= rows) || (b === 1 && a <= columns);
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
  const x = formOf(a);
  const y = x && formOf(b);
  if (y) return over(box, x.q - y.q, x.k - y.k, x.c - y.c);
  return settled(box, subtraction, { lo: a.lo - b.hi, hi: a.hi - b.lo, nan: false }, a, b);
}

/** Of whole numbers that do not wrap. */
const subtraction: Gapless = { gapless: "all", evaluate: Number };

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
  compares: (box, plain) => (a, b) => {
    const apart = difference(box, a!, b!);
    const { lo, hi, nan } = plain(apart, zero);
    return lo < hi ? { lo, hi, nan, form: apart.form, along: apart.along, gapless: apart.gapless } : lo ? yes : zero;
  },
};

/** A result with what follows from the operands: it moves as those do that are not points. */
function settled(box: Box, op: Gapless, result: Interval, a: Ranged = zero, b: Ranged = zero, c: Ranged = zero): Ranged {
  if ("along" in result) return result as Ranged;
  const { lo, hi, nan } = result;
  if (lo === hi && !nan) return constantly(result);
  const along = join(join(a.along, b.along), c.along);
  const room = a.hi - a.lo + (b.hi - b.lo) + (c.hi - c.lo);
  return { lo, hi, nan, form: undefined, along, gapless: hi - lo <= room && areGapless(box, op, a, b, c) };
}

/** Whether a result of these operands, of which those that move do so independently of each other, leaves no gaps. */
function areGapless(box: Box, { gapless, evaluate }: Gapless, a: Ranged, b: Ranged, c: Ranged): boolean {
  if (!gapless || !a.gapless || !b.gapless || !c.gapless) return false;
  if (gapless === "first") return isPoint(b) && (a.lo >= 0 || evaluate(-1, 3) > 0);
  const moving = [a, b, c].filter((operand) => !isPoint(operand));
  const [first, second] = moving;
  return moving.length < 2 || (moving.length === 2 && !box.band && areApart(first!.along, second!.along));
}

/** The rule of one applied operation over a box. A plain rule that answers one of its operands (`where`, decided) means that operand. */
export function affineRule(node: Apply, box: Box): (...operands: Ranged[]) => Ranged {
  const op = row(node.op);
  const plain = rangeRule(node);
  const isAffine = op.affine && node.args[0]!.type === "i32";
  const rule: Rule = isAffine ? rules[op.affine](box, plain, op.affine === "laps" ? (op.integer?.evaluate ?? op.evaluate) : op.evaluate) : plain;
  if (node.args.length === 2) return (a, b) => settled(box, op, rule(a!, b!), a, b);
  return (...x) => settled(box, op, rule(...x), ...x);
}

/** What a captured tensor holds over a box of its indices, and whether neighbours along its only axis differ by 1 at most. */
export interface RangeRead {
  readonly read: (...indices: Interval[]) => Interval;
  readonly isSteady: boolean;
}

/** Intervals over the box, as it is at the time a node is computed; a tensor for which `load` has no answer can hold anything of its type. */
export function affineDomain(box: Box, load: (node: Load) => RangeRead | undefined): Domain<Ranged> {
  return {
    constant: (node) => constantly(constantRange(node)),
    load(node) {
      const tensor = load(node);
      if (!tensor) return () => constantly(typeRange(node.type));
      const op: Gapless = { gapless: tensor.isSteady ? "all" : undefined, evaluate: Number };
      if (node.args.length === 1) return (index) => settled(box, op, tensor.read(index!), index);
      return (...indices) => {
        const { lo, hi, nan } = tensor.read(...indices);
        const along = indices.reduce((all, index) => join(all, index.along), nowhere);
        return lo === hi ? constantly({ lo, hi, nan }) : { lo, hi, nan, form: undefined, along, gapless: false };
      };
    },
    apply: (node) => affineRule(node, box),
  };
}
