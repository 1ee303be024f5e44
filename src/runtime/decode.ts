/** @file Calls with few query rows: how many workgroups share the keys of a row, and the room for their partial results. */
import type { KernelModule } from "#codegen/manifest.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { runsOf, type BlockPlan } from "#src/plan/block-plan.ts";
import { checkBufferSize, foldDispatch, type DeviceLimits } from "./check-device.ts";
import type { CallSizes } from "./tensors.ts";

export interface DecodeCall {
  /** Workgroups that share the keys of a row. */
  readonly splits: number;
  /** Partial results of a row: one for each split and team. */
  readonly parts: number;
  /** Elements of the buffers of partial results. */
  readonly partsSize: number;
  readonly partLseSize: number;
  readonly dispatch: readonly [x: number, y: number];
  readonly combineDispatch: readonly [x: number, y: number];
}

/** What a call takes whose rows are few enough for the decode kernel; nothing where they are not. `plan`: where what it holds is known. */
export function checkDecode(
  { decoder, manifest }: KernelModule,
  sizes: Readonly<CallSizes>,
  plan: BlockPlan | undefined,
  device: DeviceLimits,
  report: Report,
): DecodeCall | undefined {
  const [B, Hq, Sq, Skv, Dv] = ["B", "Hq", "Sq", "Skv", "Dv"].map((name) => sizes[name]!) as [number, number, number, number, number];
  if (!decoder || Sq > decoder.manifest.mostRows) return undefined;
  const { heads, workgroup, workgroups, schedule, name } = decoder.manifest;
  const tiles = Math.ceil((heads * Sq) / workgroup.rows) * (Hq / heads) * B;
  const rows = B * Hq * Sq;
  // A split has a block to read, and the parts fit a binding.
  const most = Math.min(plan ? mostBlocks(plan) : Math.ceil(Skv / manifest.block[1]), largestParts(device) / (rows * Dv * schedule.teams));
  const splits = Math.max(1, Math.min(Math.ceil(workgroups / tiles), Math.floor(most)));
  const parts = splits * schedule.teams;
  checkBufferSize("the partial results", 4 * parts * rows * Dv, device, report);
  return {
    splits,
    parts,
    partsSize: parts * rows * Dv,
    partLseSize: parts * rows,
    dispatch: foldDispatch(name, tiles * splits, device, report),
    combineDispatch: foldDispatch(name, rows, device, report),
  };
}

const largestParts = ({ limits }: DeviceLimits): number => limits.maxStorageBufferBindingSize / 4;

/** The blocks of the first block row, where rows are few the only one, in the head that has most. */
function mostBlocks(plan: BlockPlan): number {
  let most = 0;
  for (let h = 0; h < plan.heads; h++) {
    most = Math.max(
      most,
      runsOf(plan, 0, h, 0).reduce((blocks, run) => blocks + run.end - run.first, 0),
    );
  }
  return most;
}
