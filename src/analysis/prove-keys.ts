/**
 * @file Proves that the allowed keys of every query row are neighbours, for every size, param and tensor: by how values move while `kv_idx`
 * grows within a row. A part of the mask is then true up to some key, from some key on, or between two.
 */
import { int32 } from "#src/ir/interval.ts";
import { topological, type Apply, type Node } from "#src/ir/node.ts";
import { row } from "#src/ir/ops.ts";
import { selecting } from "#src/ir/types.ts";
import { levels, levelsOf } from "#src/ir/variables.ts";
import type { Variant } from "#src/ir/variant.ts";
import { comparesWhole, connects, formOf, noFacts, signsWhere, type Facts } from "./facts.ts";
import { plus, type WholeSum } from "./whole-sum.ts";

/** How a number moves with the key: not at all; never down; never up; one of the two; down, then up; up, then down; any way. */
type Course = "still" | "rising" | "falling" | "steady" | "valley" | "peak" | "wild";

/** The keys at which a truth holds: all or none; the first ones; the last ones; neighbours; all but neighbours; any. */
type Shape = "still" | "first" | "last" | "together" | "apart" | "any";

export interface KeysProof {
  readonly isProved: boolean;
  /** The smallest parts of the mask whose keys need not be neighbours. */
  readonly open: readonly Node[];
}

export function proveKeys(variant: Variant): KeysProof {
  const { mask } = variant.sections;
  if (!mask) return { isProved: true, open: [] };
  const shapes = shapesIn(mask, noFacts(variant));
  const isOpen = (node: Node): boolean => shapes.get(node) === "any" || shapes.get(node) === "apart";
  if (!isOpen(mask)) return { isProved: true, open: [] };
  // Down from the mask to parts that are open though theirs are not.
  const reached = new Set([mask]);
  for (const node of topological([mask]).reverse()) if (reached.has(node)) node.args.filter(isOpen).forEach((arg) => reached.add(arg));
  return { isProved: false, open: [...reached].filter((node) => !node.args.some(isOpen)) };
}

function shapesIn(mask: Node, facts: Facts): Map<Node, Shape> {
  const nodes = topological([mask]);
  const dependence = levelsOf([mask]);
  const shapes = new Map<Node, Shape>();
  const courses = new Map<Node, Course>();
  for (const node of nodes) {
    const isStill = !(dependence.get(node)! & levels.column);
    if (node.type === "bool") shapes.set(node, isStill ? "still" : node.kind === "apply" ? shapeOf(node, shapes, courses, facts) : "any");
    else if (node.type === "i32") courses.set(node, isStill ? "still" : courseOf(node, shapes, courses, facts));
  }
  return shapes;
}

const mirroredCourse: Readonly<Record<Course, Course>> = {
  still: "still",
  rising: "falling",
  falling: "rising",
  steady: "steady",
  valley: "peak",
  peak: "valley",
  wild: "wild",
};

/** Of several that move at once and are added. */
function together(courses: readonly Course[]): Course {
  const moving = [...new Set(courses)].filter((course) => course !== "still");
  if (moving.length === 0) return "still";
  // Two of a kind may be out of step, unless all rise or all fall.
  const isOne = courses.filter((course) => course !== "still").length === 1 || moving[0] === "rising" || moving[0] === "falling";
  return moving.length === 1 && isOne ? moving[0]! : "wild";
}

/** Of several of which each row has one. */
function either(courses: readonly Course[]): Course {
  const moving = [...new Set(courses)].filter((course) => course !== "still");
  if (moving.length <= 1) return moving[0] ?? "still";
  return moving.every((course) => course === "rising" || course === "falling" || course === "steady") ? "steady" : "wild";
}

const courseOfSum = ({ terms }: WholeSum, courses: ReadonlyMap<Node, Course>): Course =>
  together([...terms].map(([node, coefficient]) => (coefficient > 0 ? courses.get(node)! : mirroredCourse[courses.get(node)!])));

function courseOf(node: Node, shapes: ReadonlyMap<Node, Shape>, courses: ReadonlyMap<Node, Course>, facts: Facts): Course {
  if (node.kind === "variable") return "rising";
  if (node.kind !== "apply") return "wild";
  const form = formOf(node, facts);
  if (!form.terms.has(node)) return courseOfSum(form, courses);
  const { typing } = row(node.op);
  const x = node.args.map((arg) => courses.get(arg) ?? "wild");
  if (typing === selecting) return shapes.get(node.args[0]!) === "still" ? either(x.slice(1)) : "wild";
  return node.args.every((arg) => arg.type === "i32") ? courseByRow(node, x, facts) : "wild";
}

function courseByRow({ op, args }: Apply, x: readonly Course[], { ranges }: Facts): Course {
  const { affine, shrinks, evaluate } = row(op);
  const moving = x.filter((course) => course !== "still");
  if (affine === "picks") {
    // Made of minima and maxima, it never goes down where no operand does.
    const isAlike = new Set(moving).size === 1 && (moving[0] === "rising" || moving[0] === "falling");
    if (moving.length === 1 || isAlike) return moving[0]!;
    const bow: Course = evaluate(0, 1) > 0 ? "valley" : "peak";
    return x.length === 2 && moving.every((course) => course === "rising" || course === "falling" || course === bow) ? bow : "wild";
  }
  if (affine === "laps" && args.length === 1) {
    const { lo } = ranges(args[0]!);
    if (lo >= 0) return x[0]!;
    return lo > int32.lo && ["rising", "falling", "steady"].includes(x[0]!) ? "valley" : "wild";
  }
  // A quotient follows its dividend; by a negative divisor it goes the other way.
  if (shrinks !== "first" || x[1] !== "still") return "wild";
  if (ranges(args[1]!).lo > 0) return x[0]!;
  return ["rising", "falling", "steady"].includes(x[0]!) ? "steady" : "wild";
}

const opposite: Readonly<Record<Shape, Shape>> = { still: "still", first: "last", last: "first", together: "apart", apart: "together", any: "any" };

function shapeOf(node: Apply, shapes: ReadonlyMap<Node, Shape>, courses: ReadonlyMap<Node, Course>, facts: Facts): Shape {
  const x = node.args.map((arg) => shapes.get(arg) ?? "any");
  if (comparesWhole(node)) {
    const difference = plus(formOf(node.args[0]!, facts), formOf(node.args[1]!, facts), -1);
    return shapeOfComparison(courseOfSum(difference, courses), signsWhere(node, true));
  }
  if (row(node.op).typing === selecting) {
    const [test, ...branches] = x as [Shape, Shape, Shape];
    if (test === "still") return oneOf(branches);
    return join(both(test, branches[0]!), both(opposite[test], branches[1]!));
  }
  return connects(node) ? connected(node, x) : "any";
}

function shapeOfComparison(course: Course, signs: readonly number[]): Shape {
  if (course === "still") return "still";
  if (course === "wild") return "any";
  const isBelow = signs.includes(-1);
  if (isBelow === signs.includes(1)) {
    const isOneWay = course !== "valley" && course !== "peak";
    return isOneWay ? (isBelow ? "apart" : "together") : "any";
  }
  const whereBelow: Shape = { rising: "first", falling: "last", steady: "together", valley: "together", peak: "apart" }[course] as Shape;
  if (isBelow) return whereBelow;
  return course === "steady" ? "together" : opposite[whereBelow];
}

/** Of which each row has one. */
function oneOf(shapes: readonly Shape[]): Shape {
  const kinds = [...new Set(shapes)].filter((shape) => shape !== "still");
  if (kinds.length <= 1) return kinds[0] ?? "still";
  return kinds.includes("apart") || kinds.includes("any") ? "any" : "together";
}

/** The keys of both; of stretches again a stretch. */
function both(a: Shape, b: Shape): Shape {
  if (a === "still" || b === "still") return a === "still" ? b : a;
  const isStretch = (shape: Shape): boolean => shape !== "apart" && shape !== "any";
  if (!isStretch(a) || !isStretch(b)) return "any";
  return a === b ? a : "together";
}

const join = (a: Shape, b: Shape): Shape => opposite[both(opposite[a], opposite[b])];

function connected({ op, args }: Apply, x: readonly Shape[]): Shape {
  const [p, q] = x as [Shape, Shape | undefined];
  if (args.length === 1 || q === undefined) return opposite[p];
  const { evaluate } = row(op);
  const ways = (wanted: number): (readonly [number, number])[] =>
    (
      [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ] as const
    ).filter(([a, b]) => evaluate(a, b) === wanted);
  const of = ([a, b]: readonly [number, number]): Shape => both(a ? p : opposite[p], b ? q : opposite[q]);
  if (ways(1).length === 1) return of(ways(1)[0]!);
  if (ways(0).length === 1) return opposite[of(ways(0)[0]!)];
  // Equal or not: a truth that stays the same in a row picks the other or its opposite.
  const moving = p === "still" ? q : q === "still" ? p : "any";
  return oneOf([moving, opposite[moving]]);
}
