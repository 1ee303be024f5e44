/**
 * @file Plans that the device refines: whether a call needs one, how much room its rows get, how many workgroups make it. The kernel that makes
 * it is in `codegen/kernel-plan.ts`, with the layout.
 */
import type { PlannerManifest } from "#codegen/manifest.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { gridOf, type BlockPlan } from "#src/plan/block-plan.ts";
import { checkBufferSize, foldDispatch, type DeviceLimits } from "./check-device.ts";
import type { BoundTensor } from "./tensors.ts";

export interface RefinedPlan {
  /** The kernel that makes it. */
  readonly planner: PlannerManifest;
  /** The room for it: what its rows have above what their tables take is for runs. */
  readonly words: number;
  readonly dispatch: readonly [x: number, y: number];
}

/** Runs of a refined plan whose rows have room for more than one run: 32 MiB at most, and a quarter of the largest binding. */
const budgetOf = ({ limits }: DeviceLimits): number => Math.min(2 ** 27, limits.maxStorageBufferBindingSize) >> 6;

/** What refining a plan takes; nothing where the values of all tensors that the mask reads were there to plan with. */
export function checkRefined(
  planner: PlannerManifest | undefined,
  plan: BlockPlan,
  tensors: ReadonlyMap<string | undefined, BoundTensor>,
  device: DeviceLimits,
  report: Report,
): RefinedPlan | undefined {
  const isUnknown = (tensor?: BoundTensor): unknown => tensor?.buffer && !tensor.values;
  if (!planner?.bindings.some(({ input }) => isUnknown(tensors.get(input)))) return undefined;
  const { rows, columns } = gridOf(plan);
  const lists = rows * planner.heads * (planner.batchStride ? plan.batches : 1);
  // A run is four words, and the tables take no more than two runs per row.
  const words = 4 * Math.max(3 * lists, Math.min((columns + 2) * lists, budgetOf(device)));
  checkBufferSize("the block plan", 4 * words, device, report);
  return { planner, words, dispatch: foldDispatch(planner.name, Math.ceil(lists / planner.workgroup.rows), device, report) };
}
