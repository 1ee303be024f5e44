/**
 * @file IR node → WGSL expression, with parentheses only where WGSL's grammar wants them (its levels are stricter than C's: shifts and
 * bit operators take parenthesised operands). Operations are spelled by their row of the op table.
 */
import type { Apply, Load, Node } from "#src/ir/node.ts";
import { row, type WgslSpelling } from "#src/ir/ops.ts";
import { printConstant } from "#src/ir/print.ts";
import { resolveCall } from "./library.ts";

export interface EmitContext {
  /** Nodes that already have a name at this place. */
  readonly names: ReadonlyMap<Node, string>;
  /** How a variable is read, for example `call.window`. */
  variable(name: string): string;
  /** How an element of a captured tensor is read. */
  load(node: Load, context: EmitContext): string;
}

type Level = Extract<WgslSpelling, { infix: string }>["level"] | "unary" | "primary";

interface Emitted {
  readonly text: string;
  readonly level: Level;
  /** The infix operator at the top, for the operators that chain only with themselves. */
  readonly operator?: string;
}

const tight: readonly Level[] = ["primary", "unary"];
const products: readonly Level[] = [...tight, "multiplicative"];
const sums: readonly Level[] = [...products, "additive"];

/** Levels whose operators may be `<` or `>`: two of them side by side in a list could be read as a template list (WGSL §3.9). */
const angled: readonly Level[] = ["relational", "shift"];

/**
 * Which levels may stand bare as the left and the right operand of an operator of this level (WGSL §8.19), where it is more than tight ones. A
 * shift beside a comparison could be read as the end of a template list.
 */
const bare: Readonly<Record<string, readonly [left: readonly Level[], right: readonly Level[]]>> = {
  multiplicative: [products, tight],
  additive: [sums, products],
  relational: [sums, sums],
};

/** The WGSL text of a node. */
export function emitExpression(node: Node, context: EmitContext): string {
  return emit(node, context).text;
}

function emit(node: Node, context: EmitContext): Emitted {
  const name = context.names.get(node);
  if (name !== undefined) return { text: name, level: "primary" };
  switch (node.kind) {
    case "constant":
      return emitConstant(node.value, node.type, context);
    case "variable":
      return { text: context.variable(node.name), level: "primary" };
    case "load":
      return { text: context.load(node, context), level: "primary" };
    case "apply":
      return emitApply(node, context);
    default:
      return node satisfies never;
  }
}

/** WGSL has no literal for what is not finite: infinity comes in as a uniform, NaN as bits, for drivers make `inf - inf` 0. */
function emitConstant(value: number, type: Node["type"], context: EmitContext): Emitted {
  if (Number.isNaN(value)) return { text: "heed_nan()", level: "primary" };
  if (value === Infinity) return { text: context.variable("inf"), level: "primary" };
  if (value === -Infinity) return { text: `-${context.variable("inf")}`, level: "unary" };
  const text = value === -(2 ** 31) && type === "i32" ? "(-2147483647 - 1)" : printConstant(value, type);
  return { text, level: text.startsWith("-") ? "unary" : "primary" };
}

function emitApply(node: Apply, context: EmitContext): Emitted {
  const spelling = row(node.op).wgsl;
  if ("infix" in spelling) return emitInfix(node, spelling, context);
  const operands = node.args.map((arg) => emit(arg, context));
  if ("prefix" in spelling) {
    const [{ text, level }] = operands as [Emitted];
    return { text: `${spelling.prefix}${level === "primary" ? text : `(${text})`}`, level: "unary" };
  }
  const isAngled = operands.filter(({ level }) => angled.includes(level)).length > 1;
  const texts = operands.map(({ text, level }) => (isAngled && angled.includes(level) ? `(${text})` : text));
  const ordered = spelling.order?.map((i) => texts[i]!) ?? texts;
  return { text: `${resolveCall(spelling.call, node.args[0]!.type)}(${ordered.join(", ")})`, level: "primary" };
}

function emitInfix(node: Apply, spelling: Extract<WgslSpelling, { infix: string }>, context: EmitContext): Emitted {
  const { infix, level, wrapRight } = spelling;
  const [leftNode, rightNode] = node.args as readonly [Node, Node];
  const left = emit(leftNode, context);
  const right = wrapRight ? emitWrapped(rightNode, wrapRight, context) : emit(rightNode, context);
  const [leftLevels, rightLevels] = bare[level] ?? [tight, tight];
  const chains = level === "bits" && left.operator === infix;
  const leftText = leftLevels.includes(left.level) || chains ? left.text : `(${left.text})`;
  const rightText = rightLevels.includes(right.level) ? right.text : `(${right.text})`;
  return { text: `${leftText} ${infix} ${rightText}`, level, operator: infix };
}

/** A shift amount: u32, its low five bits alone, as the language says. */
function emitWrapped(node: Node, type: string, context: EmitContext): Emitted {
  const text = node.kind === "constant" ? `${node.value & 31}u` : `${type}(${emit(node, context).text}) & 31u`;
  return { text, level: node.kind === "constant" ? "primary" : "bits" };
}
