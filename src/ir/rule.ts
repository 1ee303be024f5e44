/**
 * @file Rewrite rules as data. Most are text, `rule("add(x, 0)", "x")`, with conditions that are text too: `"ge(i, 0)"` holds where the ranges
 * prove it over the whole numbers, without wrap-around; `"fits(mul(i, c))"` where no step of the expression leaves i32. What asks
 * flags of rows instead of naming them is a `codeRule`.
 */
import { contains, int32, isTrue, point, yes, type Interval } from "./interval.ts";
import { build, commutations, matches, parsePattern, type Bindings, type Pattern } from "./match.ts";
import type { Apply, Constant, Graph, Node } from "./node.ts";
import { row, type OpName } from "./ops.ts";
import { unwrappedRule, type Ranges } from "./range.ts";
import type { ScalarType } from "./types.ts";

/** Where a rule is applied: the graph it builds in, and what is known of values. */
export interface RuleContext {
  readonly graph: Graph;
  readonly ranges: Ranges;
}

/** What a condition in code sees. */
export interface Match {
  node(name: string): Node;
  /** The value of a bound constant. */
  value(name: string): number;
  range(name: string): Interval;
}

export type Condition = string | ((m: Match) => boolean);

/** Text in, text out, where all conditions hold. */
export interface TextRule {
  readonly kind: "text";
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly when: readonly Condition[];
}

/** A rule over all rows that `concerns` picks. */
export interface CodeRule {
  readonly kind: "code";
  readonly name: string;
  readonly concerns: (op: OpName) => boolean;
  readonly apply: (node: Apply, context: RuleContext) => Node | undefined;
}

export type Rule = TextRule | CodeRule;

/** `before` becomes `after` where all conditions hold. */
export function rule(before: string, after: string, ...when: readonly Condition[]): TextRule {
  return { kind: "text", name: `${before} -> ${after}`, before, after, when };
}

/** A rule in code, over the rows that `concerns` picks; `name` tells what it does. */
export function codeRule(name: string, concerns: CodeRule["concerns"], apply: CodeRule["apply"]): CodeRule {
  return { kind: "code", name, concerns, apply };
}

/** A rule made ready: its answer for a node with one of its root operations, or `undefined`. */
export interface ReadyRule {
  readonly name: string;
  readonly concerns: (op: OpName) => boolean;
  readonly apply: (node: Apply, context: RuleContext) => Node | undefined;
}

/** Reads a rule's texts. */
export function prepareRule(given: Rule): ReadyRule {
  if (given.kind === "code") return given;
  const pattern = parsePattern(given.before);
  if (pattern.kind !== "apply") throw new Error(`rule \`${given.name}\` would match any node`);
  const orders = commutations(pattern);
  const result = parsePattern(given.after);
  const conditions = given.when.map(prepareCondition);
  return {
    name: given.name,
    concerns: (op) => op === pattern.op,
    apply(node, context) {
      for (const order of orders) {
        const bound: Bindings = {};
        if (!matches(order, node, bound) || !conditions.every((holds) => holds(bound, context))) continue;
        const made = build(result, context.graph, bound, node.type);
        if (made !== node) return made;
      }
      return undefined;
    },
  };
}

type Check = (bound: Bindings, context: RuleContext) => boolean;

function prepareCondition(condition: Condition): Check {
  if (typeof condition === "function") return (bound, context) => condition(matchOf(bound, context));
  const pattern = parsePattern(condition);
  return (bound, { ranges }) => {
    const found = prove(pattern, bound, ranges);
    return found !== undefined && isTrue(found.range);
  };
}

function matchOf(bound: Bindings, { ranges }: RuleContext): Match {
  return {
    node: (name) => bound[name]!,
    value: (name) => (bound[name] as Constant).value,
    range: (name) => ranges(bound[name]!),
  };
}

interface Proved {
  readonly range: Interval;
  /** Of a literal: unknown, it goes with its fellows. */
  readonly type: ScalarType | undefined;
}

/** The range of a condition's expression over whole numbers; `undefined` where a step could leave i32. */
function prove(pattern: Pattern, bound: Bindings, ranges: Ranges): Proved | undefined {
  if (pattern.kind === "bind") return { range: ranges(bound[pattern.name]!), type: bound[pattern.name]!.type };
  if (pattern.kind === "literal") return { range: point(pattern.value), type: pattern.type === "bool" ? "bool" : undefined };
  const args = pattern.args.map((arg) => prove(arg, bound, ranges));
  if (!args.every((arg) => arg !== undefined)) return undefined;
  if (pattern.op === "fits") return { range: yes, type: "bool" };
  const fellow = args.find((arg) => arg.type)?.type ?? "i32";
  const types = args.map((arg) => arg.type ?? fellow);
  const type = row(pattern.op).typing(types)?.result;
  const range = unwrappedRule(pattern.op, types)(...args.map((arg) => arg.range));
  const leaves = type === "i32" && !(contains(int32, range.lo) && contains(int32, range.hi));
  return leaves ? undefined : { range, type };
}
