/** @file A plan as sentences: what it took to make it, what had to be evaluated pair by pair, how it is stored, and what is true of its rows. */
import { counted } from "#src/diagnostics/counted.ts";
import { proveRows } from "#src/analysis/prove-rows.ts";
import type { Conditions } from "#src/analysis/prove-sum.ts";
import type { WholeSum } from "#src/analysis/whole-sum.ts";
import { createMachine, float64Domain } from "#src/ir/machine.ts";
import type { Node } from "#src/ir/node.ts";
import { clampedReader, readElement, type Tensor } from "#src/ir/tensor.ts";
import { inputsIn, levels, variablesIn } from "#src/ir/variables.ts";
import type { Variant } from "#src/ir/variant.ts";
import type { BlockPlan } from "#src/plan/block-plan.ts";
import { describePlan, type PlanShape } from "#src/plan/describe-plan.ts";
import { findEmptyRows } from "#src/plan/empty-rows.ts";
import type { PlanRequest } from "#src/plan/plan-blocks.ts";
import { conditionsText } from "./explain-proofs.ts";
import { placeOf, type Statement } from "./statement.ts";

/** Which parts of a mask were open at how many pairs that had to be evaluated. */
export interface PointLog {
  readonly pairs: ReadonlyMap<Node, number>;
  readonly onPoints: (open: readonly Node[], count: number) => void;
}

export function createPointLog(): PointLog {
  const pairs = new Map<Node, number>();
  return {
    pairs,
    onPoints: (open, count) => open.forEach((node) => pairs.set(node, (pairs.get(node) ?? 0) + count)),
  };
}

/** Sentences about a plan of an optimised variant. */
export function explainPlan(variant: Variant, plan: BlockPlan, request: PlanRequest, log: PointLog): Statement[] {
  const { mask } = variant.sections;
  const shape = describePlan(plan);
  if (!mask) return [explainStorage(shape, plan)];
  return [
    explainWork(variant, mask, plan, log),
    ...explainTensors(mask, request),
    explainStorage(shape, plan),
    explainRows(variant, mask, plan, request),
    explainGaps(shape, plan),
  ];
}

function explainWork(variant: Variant, mask: Node, plan: BlockPlan, { pairs }: PointLog): Statement {
  const { boxes, points } = plan.work;
  const used = variablesIn([mask]);
  const heads = (used.has("b") ? plan.batches : 1) * (used.has("h") || used.has("hkv") ? plan.heads : 1);
  const all = plan.qLen * plan.kvLen * heads;
  const by = `decided by ${boxes} box${boxes === 1 ? "" : "es"}`;
  const startOf = (node: Node): number => variant.spans.get(node)?.start ?? 0;
  if (points === 0) return { text: `${by}; no pair was evaluated` };
  const places = [...pairs]
    .sort(([a], [b]) => startOf(a) - startOf(b))
    .map(([node, count]) => placeOf(node, variant, `open at ${counted(count, "evaluation")}`));
  const taken = `${counted(points, "evaluation")} for ${all} pairs`;
  const open = places.length > 0 ? ", where boxes left this open:" : "";
  return { text: `${points >= all ? `nothing could be spared: ${taken}` : `${by} and ${taken}`}${open}`, places };
}

/** What is seen of the whole numbers that the mask reads. */
function explainTensors(mask: Node, { tensors }: PlanRequest): Statement[] {
  const read = inputsIn([mask]);
  return [...tensors].flatMap(([name, tensor]) => {
    if (!read.has(name) || !tensor || tensor.shape.length === 0 || (tensor.type !== "i32" && tensor.type !== "u32")) return [];
    const fall = firstFall(tensor);
    const axis = tensor.shape.length > 1 ? " along its last axis" : "";
    return [{ text: fall === undefined ? `\`${name}\` is ascending${axis}` : `\`${name}\` is not ascending${axis}: it falls at ${fall}` }];
  });
}

/** The place of the first element that is less than the one before it on the last axis. */
function firstFall(tensor: Tensor): string | undefined {
  const width = tensor.shape.at(-1)!;
  for (let flat = 1; flat < tensor.data.length; flat++) {
    if (flat % width !== 0 && readElement(tensor, flat) < readElement(tensor, flat - 1)) return `[${unflatten(flat, tensor.shape).join(", ")}]`;
  }
  return undefined;
}

function unflatten(flat: number, shape: readonly number[]): number[] {
  const [index, ...rest] = [...shape]
    .reverse()
    .reduce<number[]>((left, size) => [Math.floor(left[0]! / size), left[0]! % size, ...left.slice(1)], [flat]);
  return index === 0 ? rest : [index!, ...rest];
}

function explainStorage({ rows, tables, segments, words }: PlanShape, plan: BlockPlan): Statement {
  const stored = `stored as ${counted(segments, "segment")} of rows in step: ${counted(rows * tables, "row")} of blocks, ${counted(words, "word")}`;
  if (plan.batches * plan.heads === 1) return { text: stored };
  const owners = `${plan.batches} batch${plan.batches === 1 ? "" : "es"} and ${counted(plan.heads, "head")}`;
  return { text: `${stored}; ${counted(tables, "table")} for ${owners}` };
}

/** Whose rows are meant: of one among several, or of all alike. */
function ownerOf(plan: BlockPlan, { b, h }: { readonly b: number; readonly h: number }): string {
  return plan.batchStride + plan.headStride > 0 ? ` of batch ${b}, head ${h}` : plan.batches * plan.heads > 1 ? " of every batch and head" : "";
}

function explainRows(variant: Variant, mask: Node, plan: BlockPlan, request: PlanRequest): Statement {
  const { conditions } = proveRows(variant);
  if (conditions && meets(conditions, request)) {
    return { text: `every row has a key${conditions.length > 0 ? `, as ${conditionsText(conditions)}` : ""}` };
  }
  const { count, first, unsure } = findEmptyRows(mask, plan, request);
  const more = unsure > 0 ? `; ${counted(unsure, "row")} more may have none, as f32 rounds` : "";
  if (!first) return { text: `every row has a key, as was looked up${more}` };
  return { text: `${counted(count, "row")} without a key, the first is row ${first.q}${ownerOf(plan, first)}${more}` };
}

/** Whether conditions hold in a call, for every batch and head. */
function meets(conditions: Conditions, { sizes, params, tensors }: PlanRequest): boolean {
  const roots = conditions.flatMap(({ terms }) => [...terms.keys()]);
  const machine = createMachine(roots, float64Domain(clampedReader(tensors as ReadonlyMap<string, Tensor>)));
  for (const [name, value] of Object.entries({ ...sizes, ...params })) machine.set(name, value);
  const holds = ({ constant, terms }: WholeSum): boolean =>
    [...terms].reduce((sum, [node, coefficient]) => sum + coefficient * machine.get(node), constant) >= 0;
  const count = sizes["B"]! * sizes["Hq"]!;
  return Array.from({ length: count }, (_, i) => i).every((i) => {
    const h = i % sizes["Hq"]!;
    machine.set("b", Math.floor(i / sizes["Hq"]!));
    machine.set("h", h);
    machine.set("hkv", Math.floor((h * sizes["Hkv"]!) / sizes["Hq"]!));
    machine.run(levels.uniform);
    return conditions.every(holds);
  });
}

function explainGaps({ gapped: { count, first } }: PlanShape, plan: BlockPlan): Statement {
  if (!first) return { text: "the runs of every row of blocks are neighbours" };
  return { text: `${counted(count, "row")} of blocks with gaps between their runs, the first is row ${first.row}${ownerOf(plan, first)}` };
}
