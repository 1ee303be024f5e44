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
  readonly contents: ReadonlyMap<string, TensorData>;
  readonly plan: BlockPlan;
}

export interface PlanCache {
  planFor(sizes: Readonly<CallSizes>, params: Readonly<Record<string, number>>, tensors: ReadonlyMap<string, BoundTensor>): BlockPlan;
}

export function createPlanCache(mask: Node | undefined, block: readonly [number, number]): PlanCache {
  const entries: Entry[] = [];
  const reads = mask ? [...inputsIn([mask])] : [];
  const variables = mask ? variablesIn([mask]) : new Set<string>();
  return {
    planFor(sizes, params, tensors) {
      const used = Object.entries({ ...sizes, ...params }).filter(([name]) => variables.has(name) || name in grid);
      const known = new Map(reads.flatMap((name) => knownTensor(name, tensors.get(name)) ?? []));
      const key = JSON.stringify([used, [...known].map(([name, { shape }]) => [name, shape])]);
      const found = entries.find((entry) => entry.key === key && sameContents(entry.contents, known));
      const plan = found?.plan ?? planBlocks(mask, { block, sizes, params, tensors: new Map(reads.map((name) => [name, known.get(name)])) });
      if (found) entries.splice(entries.indexOf(found), 1);
      entries.unshift(found ?? { key, plan, contents: new Map([...known].map(([name, { data }]) => [name, data.slice()])) });
      entries.length = Math.min(entries.length, capacity);
      return plan;
    },
  };
}

/** The sizes that shape every plan, whether the mask names them or not. */
const grid = { B: true, Hq: true, Sq: true, Skv: true };

/** The tensor with its values, where the CPU has them. */
function knownTensor(name: string, bound: BoundTensor | undefined): [string, Tensor][] | undefined {
  const data = bound?.data ?? bound?.values;
  return bound && data ? [[name, { type: bound.type, shape: bound.shape, data }]] : undefined;
}

function sameContents(before: ReadonlyMap<string, TensorData>, now: ReadonlyMap<string, Tensor>): boolean {
  return [...now].every(([name, { data }]) => {
    const old = before.get(name);
    return old?.length === data.length && old.every((value, i) => Object.is(value, data[i]));
  });
}
