/**
 * @file Intervals of typed values: the op table's rules for real numbers, plus what the machine adds (i32 wraps, f32 rounds), and the ranges
 * of the names in scope. The bounds hold for the float64 meaning and for every conforming WGSL implementation, so that a decision made on
 * them is right for both.
 */
import { anything, either, int32, interval, isPoint, point, rounded, type Interval, type IntervalRule } from "./interval.ts";
import { meaning } from "./meaning.ts";
import type { Apply, Constant, Node, Variable } from "./node.ts";
import { row, type OpName } from "./ops.ts";
import type { ScalarType, StorageType } from "./types.ts";
import { builtins } from "./variables.ts";
import { introducedSizes, type Variant } from "./variant.ts";

/** What is surely true of a node's value. */
export type Ranges = (node: Node) => Interval;

/** The rule of one applied operation on typed operands. */
export function rangeRule(node: Apply): IntervalRule {
  const rule = unwrappedRule(
    node.op,
    node.args.map((arg) => arg.type),
  );
  if (node.type === "i32") return wrapping(node, rule);
  const { ulp, abs } = row(node.op);
  if (node.type === "f32") return (...x) => rounded(rule(...x), ulp, abs);
  return rule;
}

/** The rule over real numbers: an i32 result may lie outside i32, where the machine would wrap it. */
export function unwrappedRule(op: OpName, types: readonly ScalarType[]): IntervalRule {
  const { integer, interval: rule } = row(op);
  return (types.every((type) => type === "i32") && integer?.interval) || rule;
}

/** Sizes and indices are bounded, so that sums and differences of a few of them cannot wrap. */
export const largestSize: number = 2 ** 30;

/** What values of a type can be. */
export function typeRange(type: ScalarType | StorageType): Interval {
  if (type === "bool") return either;
  if (type === "u32") return interval(0, int32.hi);
  return type === "i32" ? int32 : anything;
}

/** The range of a constant. */
export const constantRange = ({ value }: Constant): Interval => point(value);

/** The range of a variable; a name that is not built in is a parameter and can be anything of its type. */
export function variableRange(name: string, type: ScalarType): Interval {
  const builtin = builtins[name];
  if (builtin?.below) return interval(0, largestSize - 1);
  return builtin?.size ? interval(1, largestSize) : typeRange(type);
}

/** The ranges of a variant's nodes over all calls, worked out as they are asked for. */
export function createRanges(variant: Pick<Variant, "inputs">): Ranges {
  const introduced = introducedSizes(variant, (name) => Object.hasOwn(builtins, name));
  return rangesFrom(variant, ({ name, type }) => (introduced.has(name) ? interval(0, largestSize) : variableRange(name, type)));
}

/** The same from the ranges of the variables. */
export function rangesFrom({ inputs }: Pick<Variant, "inputs">, ofVariable: (node: Variable) => Interval): Ranges {
  const known = new Map<Node, Interval>();
  const stored = new Map(inputs.map((input) => [input.name, typeRange(input.type)]));

  function rangeOf(node: Node): Interval {
    switch (node.kind) {
      case "constant":
        return constantRange(node);
      case "variable":
        return ofVariable(node);
      case "load":
        return stored.get(node.input) ?? typeRange(node.type);
      case "apply":
        return rangeRule(node)(...node.args.map((arg) => known.get(arg)!));
      default:
        return node satisfies never;
    }
  }

  return (root) => {
    const stack = [root];
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      const waiting = node.kind === "apply" ? node.args.filter((arg) => !known.has(arg)) : [];
      if (waiting.length > 0) stack.push(...waiting);
      else known.set(stack.pop()!, rangeOf(node));
    }
    return known.get(root)!;
  };
}

/** An i32 rule: of single operands the exact result; else the interval, moved by whole laps where all of it leaves i32 together. */
function wrapping(node: Apply, rule: IntervalRule): IntervalRule {
  const exact = meaning(node);
  const wrapped = (found: Interval, x: readonly Interval[]): Interval => {
    if (x.every(isPoint)) return point(exact(...x.map(({ lo }) => lo)));
    if (fits(found)) return found;
    const lap = 2 ** 32 * Math.floor((found.lo - int32.lo) / 2 ** 32);
    const isOneLap = found.hi - lap <= int32.hi && Math.max(-found.lo, found.hi) <= Number.MAX_SAFE_INTEGER;
    return isOneLap ? interval(found.lo - lap, found.hi - lap, found.nan) : int32;
  };
  if (node.args.length !== 2) return (...x) => wrapped(rule(...x), x);
  // The usual case without a list of operands.
  return (a, b) => {
    const found = rule(a!, b!);
    return fits(found) && (found.lo === found.hi || a!.lo < a!.hi || b!.lo < b!.hi) ? found : wrapped(found, [a!, b!]);
  };
}

const fits = ({ lo, hi, nan }: Interval): boolean => !nan && lo >= int32.lo && hi <= int32.hi;
