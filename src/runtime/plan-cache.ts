/**
 * @file The block plans of one kernel: made when sizes, params or the tensors that the mask reads change, and kept otherwise. Tensors are
 * compared by content, since a typed array may be changed in place.
 */
import type { Node } from "#src/ir/node.ts";
import type { Tensor, TensorData } from "#src/ir/tensor.ts";
import { inputsIn, variablesIn } from "#src/ir/variables.ts";
import type { BlockPlan } from "#src/plan/block-plan.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import type { BoundTensor, CallSizes } from "./tensors.ts";

const capacity = 8;

interface Entry {
  readonly key: string;
  /** What the tensors held that the key names. */
  readonly contents: readonly TensorData[];
  readonly plan: BlockPlan;
}

/** The plan of a call, by its sizes, params and tensors. */
export type PlanCache = (
  sizes: Readonly<CallSizes>,
  params: Readonly<Record<string, number>>,
  tensors: ReadonlyMap<string, BoundTensor>,
) => BlockPlan;

export function createPlanCache(mask: Node | undefined, block: readonly [number, number]): PlanCache {
  let entries: readonly Entry[] = [];
  const roots = mask ? [mask] : [];
  const reads = inputsIn(roots);
  // These sizes shape every plan, whether the mask names them or not; a kernel's heads never change.
  const shaping = variablesIn(roots).add("B").add("Sq").add("Skv");
  return (sizes, params, tensors) => {
    const used = Object.entries({ ...sizes, ...params }).filter(([name]) => shaping.has(name));
    const known = new Map([...reads].flatMap((name) => knownTensor(name, tensors.get(name))));
    const key = JSON.stringify([used, [...known].map(([name, { shape }]) => [name, shape])]);
    const contents = [...known.values()].map(({ data }) => data);
    const entry = entries.find((before) => before.key === key && before.contents.every((data, place) => areSame(data, contents[place]!))) ?? {
      key,
      contents: contents.map((data) => data.slice()),
      plan: planBlocks(mask, { block, sizes, params, tensors: known }),
    };
    entries = [entry, ...entries.filter((other) => other !== entry)].slice(0, capacity);
    return entry.plan;
  };
}

/** The tensor with its values, where the CPU has them. */
function knownTensor(name: string, bound: BoundTensor | undefined): [string, Tensor][] {
  const data = bound?.data ?? bound?.values;
  return bound && data ? [[name, { ...bound, data }]] : [];
}

const areSame = (before: TensorData, now: TensorData): boolean => before.every((value, i) => Object.is(value, now[i]));
