/**
 * @file Proves that an index of a captured tensor stays inside its dimension for every size, param and pair, so that the kernel may leave
 * the clamp out and the compiler need not warn. Bounds are linear forms over the sizes (each at least 1 and below 2²⁷); a node has any
 * number of valid lower and upper ones.
 */
import * as codes from "#src/diagnostics/codes/language.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { topological, type Apply, type Load, type Node } from "#src/ir/node.ts";
import { printNode } from "#src/ir/print.ts";
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
  a.flatMap((left) => b.map((right) => sum(left, right, factor))).filter(isSafe).slice(0, 8);

const atMost = (a: Linear, b: Linear): boolean => isNotNegative(sum(b, a, -1));

/** The forms of either list that are no greater than some form of the other: valid below both. */
const belowBoth = (a: readonly Linear[], b: readonly Linear[]): Linear[] => [
  ...a.filter((x) => b.some((y) => atMost(x, y))),
  ...b.filter((y) => a.some((x) => atMost(y, x))),
];

const aboveBoth = (a: readonly Linear[], b: readonly Linear[]): Linear[] => [
  ...a.filter((x) => b.some((y) => atMost(y, x))),
  ...b.filter((y) => a.some((x) => atMost(x, y))),
];

/** How the bounds of an operation follow from its operands'. Operations without a line have none. */
const rules: Readonly<Record<string, (...x: Bounds[]) => Bounds>> = {
  add: (a, b) => ({ lower: pairs(a!.lower, b!.lower, 1), upper: pairs(a!.upper, b!.upper, 1) }),
  sub: (a, b) => ({ lower: pairs(a!.lower, b!.upper, -1), upper: pairs(a!.upper, b!.lower, -1) }),
  neg: (a) => ({ lower: pairs([constant(0)], a!.upper, -1), upper: pairs([constant(0)], a!.lower, -1) }),
  mul: (a, b) => scaled(a!, b!),
  min: (a, b) => ({ lower: belowBoth(a!.lower, b!.lower), upper: [...a!.upper, ...b!.upper] }),
  max: (a, b) => ({ lower: [...a!.lower, ...b!.lower], upper: aboveBoth(a!.upper, b!.upper) }),
  clamp: (x, lo, hi) => rules["min"]!(rules["max"]!(x!, lo!), hi!),
  where: (_, a, b) => ({ lower: belowBoth(a!.lower, b!.lower), upper: aboveBoth(a!.upper, b!.upper) }),
  abs: (x) => absolute(x!),
  mod: (_, b) => (isPositive(b!) ? { lower: [constant(0)], upper: pairs(b!.upper, [constant(1)], -1) } : nothing),
  rem: (a, b) => (isPositive(b!) && isAtLeastZero(a!) ? { lower: [constant(0)], upper: [...pairs(b!.upper, [constant(1)], -1), ...a!.upper] } : nothing),
  div: (a, b) => shrunk(a!, b!),
  quot: (a, b) => shrunk(a!, b!),
  shr: (a) => (isAtLeastZero(a!) ? { lower: [constant(0)], upper: a!.upper } : nothing),
  bitand: (a, b) => {
    const masks = [a!, b!].filter(isAtLeastZero);
    return masks.length > 0 ? { lower: [constant(0)], upper: masks.flatMap(({ upper }) => upper) } : nothing;
  },
};

const isAtLeastZero = ({ lower }: Bounds): boolean => lower.some(isNotNegative);
const isPositive = ({ lower }: Bounds): boolean => lower.some((form) => isNotNegative(sum(form, constant(1), -1)));

/** A product with a constant. */
function scaled(a: Bounds, b: Bounds): Bounds {
  const factor = [a, b].map(({ lower, upper }) => (lower.length === 1 && lower[0] === upper[0] && lower[0]!.terms.size === 0 ? lower[0]!.constant : undefined));
  const [fa, fb] = factor;
  const c = fb ?? fa;
  if (c === undefined) return nothing;
  const by = (forms: readonly Linear[]) => pairs([constant(0)], forms, c);
  const other = fb === undefined ? b : a;
  return c >= 0 ? { lower: by(other.lower), upper: by(other.upper) } : { lower: by(other.upper), upper: by(other.lower) };
}

function absolute(x: Bounds): Bounds {
  const negated = rules["neg"]!(x);
  const both = pairs(x.upper.filter(isNotNegative), negated.upper.filter(isNotNegative), 1);
  return { lower: [constant(0), ...x.lower], upper: [...aboveBoth(x.upper, negated.upper), ...both] };
}

/** A quotient of something not negative by something positive. */
function shrunk(a: Bounds, b: Bounds): Bounds {
  return isAtLeastZero(a) && isPositive(b) ? { lower: [constant(0)], upper: a.upper } : nothing;
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
    else found.set(node, rules[(node as Apply).op]?.(...node.args.map((arg) => found.get(arg)!)) ?? nothing);
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
