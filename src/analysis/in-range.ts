/**
 * @file Proves that an index of a captured tensor stays inside its dimension for every size, param and pair, so that the kernel may leave
 * the clamp out and the compiler need not warn. Bounds are linear forms over the sizes (each at least 1 and below 2²⁷); a node has any
 * number of valid lower and upper ones.
 */
import * as codes from "#src/diagnostics/codes/language.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { topological, type Apply, type Load, type Node } from "#src/ir/node.ts";
import { row, type AffineKind, type Op } from "#src/ir/ops.ts";
import { printNode } from "#src/ir/print.ts";
import { selecting } from "#src/ir/types.ts";
import { builtins } from "#src/ir/variables.ts";
import { rootsOf, type Variant } from "#src/ir/variant.ts";

/** `constant + Σ coefficient · size` */
interface Linear {
  readonly constant: number;
  readonly terms: ReadonlyMap<string, number>;
}

interface Bounds {
  readonly lower: readonly Linear[];
  readonly upper: readonly Linear[];
}

const nothing: Bounds = { lower: [], upper: [] };
const constant = (value: number): Linear => ({ constant: value, terms: new Map() });
const exactly = (form: Linear): Bounds => ({ lower: [form], upper: [form] });

function sum(a: Linear, b: Linear, factor = 1): Linear {
  const terms = new Map(a.terms);
  for (const [size, coefficient] of b.terms) terms.set(size, (terms.get(size) ?? 0) + factor * coefficient);
  return { constant: a.constant + factor * b.constant, terms };
}

/** Not negative for all sizes of at least 1. */
function isNotNegative({ constant: rest, terms }: Linear): boolean {
  const coefficients = [...terms.values()];
  return coefficients.every((c) => c >= 0) && rest + coefficients.reduce((a, b) => a + b, 0) >= 0;
}

/** Small enough that no size below 2²⁷ makes it wrap around 32 bits. */
function isSafe({ constant: rest, terms }: Linear): boolean {
  return [...terms.values()].reduce((total, c) => total + Math.abs(c), 0) <= 15 && Math.abs(rest) < 2 ** 27;
}

const pairs = (a: readonly Linear[], b: readonly Linear[], factor: number): Linear[] =>
  a
    .flatMap((left) => b.map((right) => sum(left, right, factor)))
    .filter(isSafe)
    .slice(0, 8);

const atMost = (a: Linear, b: Linear): boolean => isNotNegative(sum(b, a, -1));

const join = (lists: readonly (readonly Linear[])[], reaches: (bound: Linear, form: Linear) => boolean): Linear[] =>
  lists.flatMap((list, i) => list.filter((bound) => lists.every((other, k) => k === i || other.some((form) => reaches(bound, form)))));

/** The forms that are valid bounds of every operand. */
const below = (x: readonly Bounds[]): Linear[] =>
  join(
    x.map(({ lower }) => lower),
    atMost,
  );
const above = (x: readonly Bounds[]): Linear[] =>
  join(
    x.map(({ upper }) => upper),
    (a, b) => atMost(b, a),
  );

/** A value with a bound on one side alone could be anything once it wraps. */
const closed = (x: Bounds): Bounds => (x.lower.length > 0 && x.upper.length > 0 ? x : nothing);

const isAtLeastZero = ({ lower }: Bounds): boolean => lower.some(isNotNegative);
const isPositive = ({ lower }: Bounds): boolean => lower.some((form) => isNotNegative(sum(form, constant(1), -1)));

type Rule = (x: readonly Bounds[], op: Op) => Bounds;

/** How the bounds of an i32 operation follow from its operands', by what the row says of it. */
const rules: Readonly<Record<Exclude<AffineKind, "compares">, Rule>> = {
  linear: (x, { evaluate }) =>
    x
      .map((operand, k) => scaled(operand, evaluate(...x.map((_, i) => +(i === k)))))
      .reduce((a, b) => closed({ lower: pairs(a.lower, b.lower, 1), upper: pairs(a.upper, b.upper, 1) })),
  scales([a, b]) {
    const [left, right] = [constantOf(a!), constantOf(b!)];
    return right !== undefined ? scaled(a!, right) : left !== undefined ? scaled(b!, left) : nothing;
  },
  picks: (x, op) => ({ lower: deciding(x, op, 1).flatMap(below), upper: deciding(x, op, 0).flatMap(above) }),
  laps: (x, op) => (x.length === 1 ? absolute(x[0]!) : remainder(x, op)),
};

/** The bounds of an i32 operation, by its row. */
function boundsByRow(x: readonly Bounds[], op: Op): Bounds {
  if (op.affine && op.affine !== "compares") return rules[op.affine](x, op);
  if (op.typing === selecting) return { lower: below(x.slice(1)), upper: above(x.slice(1)) };
  const [a, b] = x;
  const larger = op.shrinks === "either" ? x.filter(isAtLeastZero) : op.shrinks && isAtLeastZero(a!) && isPositive(b!) ? [a!] : [];
  return larger.length > 0 ? { lower: [constant(0)], upper: larger.flatMap(({ upper }) => upper) } : nothing;
}

/** A multiple. */
function scaled({ lower, upper }: Bounds, factor: number): Bounds {
  const by = (forms: readonly Linear[]) => pairs([constant(0)], forms, factor);
  return closed(factor >= 0 ? { lower: by(lower), upper: by(upper) } : { lower: by(upper), upper: by(lower) });
}

function constantOf({ lower: [low], upper: [high] }: Bounds): number | undefined {
  return low && low === high && low.terms.size === 0 ? low.constant : undefined;
}

/**
 * The sets of operands that decide a pick alone: it is never above the largest of them (`bit` 0), or never below the smallest (1). Picks are
 * made of minima and maxima, so that it is enough to try them on 0 and 1.
 */
function deciding(x: readonly Bounds[], { evaluate }: Op, bit: number): Bounds[][] {
  const sets = Array.from({ length: 2 ** x.length - 1 }, (_, i) => x.map((__, k) => ((i + 1) >> k) & 1));
  return sets.filter((set) => evaluate(...set.map((isIn) => (isIn ? bit : 1 - bit))) === bit).map((set) => x.filter((_, k) => set[k]));
}

/** −2³¹ is its own absolute value, so a lower bound is needed even for 0. */
function absolute(x: Bounds): Bounds {
  const negated = scaled(x, -1);
  if (x.lower.length === 0 || x.upper.length === 0) return nothing;
  const both = pairs(x.upper.filter(isNotNegative), negated.upper.filter(isNotNegative), 1);
  return { lower: [constant(0), ...x.lower], upper: [...above([x, negated]), ...both] };
}

/** Of a positive divisor; one that takes the dividend's sign is bounded for dividends that are not negative. */
function remainder([a, b]: readonly Bounds[], { evaluate }: Op): Bounds {
  const isRising = isAtLeastZero(a!);
  if (!isPositive(b!) || !(isRising || evaluate(-1, 3) > 0)) return nothing;
  return { lower: [constant(0)], upper: [...pairs(b!.upper, [constant(1)], -1), ...(isRising ? a!.upper : [])] };
}

function boundsOfVariable(name: string): Bounds {
  const size = builtins[name]?.below;
  if (!size) return exactly({ constant: 0, terms: new Map([[name, 1]]) });
  return { lower: [constant(0)], upper: [{ constant: -1, terms: new Map([[size, 1]]) }] };
}

function boundsOf(root: Node, variant: Variant): Bounds {
  const found = new Map<Node, Bounds>();
  const isParam = (name: string) => variant.params.some((param) => param.name === name);
  for (const node of topological([root])) {
    if (node.type !== "i32" || node.kind === "load") found.set(node, nothing);
    else if (node.kind === "constant") found.set(node, exactly(constant(node.value)));
    else if (node.kind === "variable") found.set(node, isParam(node.name) ? nothing : boundsOfVariable(node.name));
    else
      found.set(
        node,
        boundsByRow(
          node.args.map((arg) => found.get(arg)!),
          row((node as Apply).op),
        ),
      );
  }
  return found.get(root)!;
}

/** Whether the index of one axis of a read surely stays inside its dimension. */
export function provesInRange(variant: Variant, load: Load, axis: number): boolean {
  const dim = variant.inputs.find((input) => input.name === load.input)!.dims[axis]!;
  const index = boundsOf(load.args[axis]!, variant);
  const size = boundsOf(dim, variant);
  return isAtLeastZero(index) && index.upper.some((top) => size.lower.some((bottom) => isNotNegative(sum(sum(bottom, top, -1), constant(1), -1))));
}

/** Warns of every read that is not proved to stay inside. */
export function reportUnprovedReads(variant: Variant, report: Report): void {
  for (const node of topological(rootsOf(variant))) {
    if (node.kind !== "load") continue;
    const input = variant.inputs.find(({ name }) => name === node.input)!;
    node.args.forEach((arg, axis) => {
      if (provesInRange(variant, node, axis)) return;
      report.add(codes.unprovedRead(variant.spans.get(node), printNode(arg), input.name, printNode(input.dims[axis]!)));
    });
  }
}
