/** @file The proofs of a variant as sentences: what holds for all sizes, params and tensors, what is not proved and why, what it saves. */
import { counted } from "#src/diagnostics/counted.ts";
import { connects } from "#src/analysis/facts.ts";
import { proveAll, type DivisionProof, type Proofs, type ReadProof } from "#src/analysis/proofs.ts";
import type { Conditions } from "#src/analysis/prove-sum.ts";
import { printCondition } from "#src/analysis/whole-sum.ts";
import { topological, type Node } from "#src/ir/node.ts";
import { printNode } from "#src/ir/print.ts";
import { levels, levelsOf } from "#src/ir/variables.ts";
import type { Variant } from "#src/ir/variant.ts";
import { placeOf, textOf, type Statement } from "./statement.ts";

/** Sentences about an optimised variant. */
export function explainProofs(variant: Variant): Statement[] {
  const proofs = proveAll(variant);
  const all = [
    explainRows(proofs, variant),
    explainScore(proofs, variant),
    ...(variant.sections.mask ? [explainKeys(proofs, variant)] : []),
    ...proofs.reads.map((read) => explainRead(read, variant)),
    ...proofs.divisions.map((division) => explainDivision(division, variant)),
  ];
  // What a helper does is inlined wherever it is called.
  return [...new Map(all.map((statement) => [`${statement.text} ${statement.places?.map(({ span }) => span?.start).join()}`, statement])).values()];
}

/** What of it is about the mask. */
export function explainMask(variant: Variant): Statement[] {
  if (!variant.sections.mask) return [{ text: "proved: every pair is allowed, as there is no mask" }];
  const proofs = proveAll(variant);
  return [explainRows(proofs, variant), explainKeys(proofs, variant)].map(({ text, places = [] }) => ({ text, places }));
}

/** `Skv >= Sq and window > 0` */
export const conditionsText = (conditions: Conditions): string => conditions.map(printCondition).join(" and ");

function explainRows({ rows: { conditions, key, open }, score }: Proofs, variant: Variant): Statement {
  const { mask } = variant.sections;
  const fact = "every row has a key";
  const needless = score.isProved ? "the guard against rows without keys" : "nothing while a score may be −∞, which counts as masked";
  if (!mask) return { text: `proved: ${fact}, as there is no mask`, saves: needless };
  if (!conditions) {
    const text = `not proved: ${fact}; of the keys that were tried, kv_idx = ${key} leaves least open:`;
    return { text, places: open.map((node) => placeOf(node, variant)) };
  }
  const allowed = `${fact}: kv_idx = ${key} is allowed in each`;
  const places = [placeOf(mask, variant)];
  if (conditions.length === 0) return { text: `proved: ${allowed}`, places, saves: needless };
  const saves = "nothing: the kernel serves all sizes and params";
  return { text: `proved if ${conditionsText(conditions)}: ${allowed}`, places, saves };
}

function explainScore({ score: { isProved, open } }: Proofs, variant: Variant): Statement {
  const { score } = variant.sections;
  const fact = "every score is above −∞";
  const plainDot = "the dot product is not bounded: it overflows where the data is large, and the data may hold infinities";
  if (!score) return { text: `not proved: ${fact}; ${plainDot}` };
  if (isProved) {
    const text = `proved: ${fact}, whatever the dot product is`;
    return { text, places: [placeOf(score, variant)], saves: "a comparison at every pair" };
  }
  const places = open.map((node) => placeOf(node, variant, whyUnbounded(node, plainDot)));
  return { text: `not proved: ${fact}; from here it may come:`, places };
}

function whyUnbounded(node: Node, plainDot: string): string {
  if (node.kind === "variable") return plainDot;
  return node.kind === "load" ? "the tensor may hold infinities" : node.kind === "constant" ? "it is infinite" : "it may leave what f32 holds";
}

function explainKeys({ keys: { isProved, open } }: Proofs, variant: Variant): Statement {
  const fact = "the keys of every row are neighbours";
  const mask = placeOf(variant.sections.mask!, variant);
  // Blocks of rows join keys that need not meet.
  if (isProved)
    return { text: `proved: ${fact}`, places: [mask], saves: "nothing: the kernel walks runs of blocks, which may have gaps all the same" };
  return { text: `not proved: ${fact}`, places: open.map((node) => placeOf(node, variant, whyScattered(node))) };
}

function whyScattered(node: Node): string {
  if (node.kind === "apply" && connects(node)) return "the keys of one side and of the other may have a gap between them";
  const dependence = levelsOf([node]);
  const reads = topological([node]).some((part) => part.kind === "load" && dependence.get(part)! & levels.column);
  return reads ? "what the tensor holds is known at the call alone" : "with kv_idx its value may rise and fall, or wrap around 32 bits";
}

function explainRead({ load, isInside }: ReadProof, variant: Variant): Statement {
  const input = variant.inputs.find(({ name }) => name === load.input)!;
  const left = isInside.filter(Boolean).length;
  const read = textOf(load, variant);
  const saves = left > 0 ? counted(left, "clamp") : "nothing: the index is clamped";
  if (left === isInside.length) return { text: `proved: \`${read}\` stays inside its tensor`, places: [placeOf(load, variant)], saves };
  const open = load.args.flatMap((arg, axis) => (isInside[axis] ? [] : `\`${textOf(arg, variant)}\` stays inside ${printNode(input.dims[axis]!)}`));
  return { text: `not proved: in \`${read}\` ${open.join(" and ")}`, places: [placeOf(load, variant)], saves };
}

function explainDivision({ node, isNotNegative }: DivisionProof, variant: Variant): Statement {
  const [dividend, divisor] = node.args as [Node, Node];
  const places = [placeOf(node, variant)];
  const fact = `\`${textOf(dividend, variant)}\` is never negative`;
  if (isNotNegative) return { text: `proved: ${fact}`, places, saves: "rounding down: the machine's own division will do" };
  const positive = divisor.kind === "constant" && divisor.value > 0 ? "" : ` and \`${textOf(divisor, variant)}\` positive`;
  return { text: `not proved: ${fact}${positive}`, places, saves: "nothing: the quotient is rounded down" };
}
