/** @file Variant + schedule → the texts and manifests of its kernels. Never decides mathematics. */
import { encodeMask } from "#src/ir/node-data.ts";
import { variablesIn } from "#src/ir/variables.ts";
import type { Variant } from "#src/ir/variant.ts";
import { hoistInvariants, type Hoisted } from "#src/passes/hoist-invariants.ts";
import { usesDot } from "#src/passes/index.ts";
import type { InRange } from "./captured.ts";
import { chooseSchedule, isSoftware, type DeviceFamily, type Phase } from "./choose-schedule.ts";
import { emitPlanner, type EmittedPlanner } from "./emit-planner.ts";
import { writeForward, type ForwardKernel } from "./forward/kernel.ts";
import { shardConstantOf } from "./forward/results.ts";
import { sharesRows } from "./forward/shared-rows.ts";
import { createFrame, type EmittedText } from "./frame.ts";
import { guardsOf } from "./guards.ts";
import { emitCombiner } from "./kernel-combine.ts";
import { decodeUniforms, forwardUniforms } from "./layout.ts";
import type { Decoder, KernelModule, KernelShape, Manifest } from "./manifest.ts";
import { runNames } from "./plan-runs.ts";
import { areRowsApart, rowsPerWorkgroup, tileBytes, workgroupBytes, type Schedule, type ScheduleLimits } from "./schedule.ts";
import { createWriter } from "./writer.ts";

/** A shape, and the machine to compile it for. */
export interface KernelTarget extends KernelShape {
  /** Default: GPUs of any sort. */
  readonly family?: DeviceFamily;
  /** In place of those that suit the family. */
  readonly schedules?: Partial<Readonly<Record<Phase, Schedule>>>;
  readonly limits: ScheduleLimits;
  /** Whether q, k and v are read four elements at a time where their columns allow it; default true. */
  readonly packed?: boolean;
}

/** A kernel module, and which lines of its texts are the user's. */
export interface EmittedKernel extends KernelModule, EmittedText {
  readonly planner?: EmittedPlanner;
  readonly decoder?: Decoder & EmittedText;
}

/** Bytes of workgroup memory that a tile of one key takes for this variant; what a limit is held against when no schedule fits. */
export function leastWorkgroupBytes(variant: Variant, target: Pick<KernelTarget, "D" | "Dv">): number {
  return workgroupBytes({ stagedKeys: 1, lanesPerRow: 1 }, { ...target, extraBytesPerKey: bytesOfKey(hoistInvariants(variant)) });
}

/** What is kept of a key besides K and V: its index, and each value of the variant. */
const bytesOfKey = ({ column }: { readonly column: readonly unknown[] }): number => (column.length > 0 ? 4 * (1 + column.length) : 0);

/** The kernels of a variant whose passes have run, or `undefined` where no schedule fits the limits. */
export function emitKernel(variant: Variant, target: KernelTarget, inRange: InRange): EmittedKernel | undefined {
  const { family = "gpu" } = target;
  const prefill = emitForward(variant, target, inRange, "prefill");
  if (!prefill) return undefined;
  const decode = emitForward(variant, target, inRange, "decode");
  const planner = emitPlanner(variant, { ...target, isShared: family !== "quick" && !isSoftware(family) }, inRange);
  return {
    ...prefill.text,
    manifest: describeKernel(prefill.kernel, target),
    ...(decode
      ? {
          decoder: { ...decode.text, manifest: describeDecoder(decode.kernel, target) },
          combiner: emitCombiner(variant.name, target, target.limits.workgroupSize),
        }
      : {}),
    ...(planner ? { planner } : {}),
  };
}

/** One of the forward kernels, and what it was made from. */
function emitForward(
  variant: Variant,
  target: KernelTarget,
  inRange: InRange,
  phase: Phase,
): { readonly kernel: ForwardKernel; readonly text: EmittedText } | undefined {
  const { family = "gpu", limits, schedules, Hq, Hkv, packed = true } = target;
  const packedHeads = phase === "decode" && !tellsHeadsApart(variant) ? Hq / Hkv : 1;
  const hoisted = hoistedFor(variant, packedHeads);
  const extraBytesPerKey = bytesOfKey(hoisted);
  const schedule = schedules?.[phase] ?? chooseSchedule({ ...target, family, phase, limits, packedHeads, extraBytesPerKey });
  if (!schedule) return undefined;
  const sharesDiagonals = phase === "prefill" && areRowsApart(schedule) && schedule.lanesPerRow === 1;
  const frame = createFrame({
    variant,
    hoisted: sharesDiagonals ? hoistInvariants(variant, { sharesDiagonals }) : hoisted,
    inRange,
    reserved,
    uniforms: phase === "decode" ? decodeUniforms : forwardUniforms,
    entryPoint: `${variant.name}_${phase === "decode" ? "decode" : "forward"}`,
    place: (name) => (ofRow.includes(name) ? `row.${name}` : name === "kv_idx" ? `key.${name}` : name),
    ofHead: (name) => `row.${name}`,
    ofRow: (name) => `row.${name}`,
    ofKey: (name) => `key.${name}`,
    ofDiagonal: (name) => `diagonal.${name}`,
  });
  const body = createWriter();
  const guards = guardsOf(variant);
  const kernel: ForwardKernel = { ...target, ...frame, variant, phase, schedule, packed, packedHeads, usesDot: usesDot(variant), guards };
  writeForward(kernel, body);
  return { kernel, text: frame.text(header(kernel), body) };
}

const ofRow: readonly string[] = ["b", "h", "hkv", "q_idx"];

/** Whether rows of different heads need different keys. */
function tellsHeadsApart({ sections: { mask } }: Variant): boolean {
  return mask !== undefined && variablesIn([mask]).has("h");
}

/** Where the heads of a group are held together, what a key has must not depend on the head. */
function hoistedFor(variant: Variant, packedHeads: number): Hoisted {
  const hoisted = hoistInvariants(variant);
  return packedHeads === 1 ? hoisted : { ...hoisted, column: hoisted.column.filter((node) => !variablesIn([node]).has("h")) };
}

/** Names the skeleton uses; the user's values take others. */
const reserved = `q k v out lse parts part_lse plan WORKGROUP ROWS ROWS_PER_LANE LANES_PER_ROW TEAMS HEADS TILES_PER_BLOCK KEYS STAGED_KEYS BLOCK_Q
  BLOCK_KV QK_VECTORS V_VECTORS SUBGROUP LOWEST Row Key Diagonal row key diagonal rows row_at key_at diagonal_at allows modify step stage
  load_q load_k load_v k_base v_base k_tile v_tile key_tile q_row accumulator row_poison row_max row_sum row_nan score lane_in_row row_lane
  lane_sum lane_max dot_add MINUS_INF_BITS is_poisoned is_infinite load_finite_v tile_poisoned add_poison poison_in poison_from COLUMN_BITS
  MATRIX_M MATRIX_N MATRIX_K QK_WIDTH V_WIDTH q_tile score_tile weight_tile value_tile subgroup subgroups subgroup_size row_in_tile IS_SHARD`
  .split(/\s+/)
  .concat(runNames);

function header(kernel: ForwardKernel): string[] {
  const { variant, phase, schedule, dtype, D, Dv, Hq, Hkv, block } = kernel;
  const heads = `${Hq} query heads over ${Hkv}, head dims ${D} and ${Dv}`;
  const title = `${variant.name}: attention ${phase === "decode" ? "decode" : "forward"}`;
  const line = `// ${title}, ${dtype} storage, ${heads}, blocks of ${block[0]} x ${block[1]}.`;
  const enabled = [
    ...(dtype === "f16" ? ["enable f16;"] : []),
    ...(schedule.subgroup > 0 ? ["enable subgroups;"] : []),
    // What `subgroupAny` answers is the same in all lanes, which compilers do not see.
    ...(sharesRows(schedule) ? ["diagnostic(off, subgroup_uniformity);"] : []),
    ...(schedule.matrix ? ["enable chromium_experimental_subgroup_matrix;", "diagnostic(off, chromium.subgroup_matrix_uniformity);"] : []),
  ];
  const shard = shardConstantOf(kernel);
  const override = shard ? ["", "// Whether K and V are a shard of the keys: a row may have none of them.", `override ${shard}: bool = false;`] : [];
  return [line, "// Generated by heed.", ...enabled, ...override, ""];
}

/** The WebGPU features that a kernel needs. */
const featuresOf = ({ dtype, schedule }: ForwardKernel): string[] => [
  ...(dtype === "f16" ? ["shader-f16"] : []),
  ...(schedule.subgroup > 0 ? ["subgroups"] : []),
  ...(schedule.matrix ? ["chromium-experimental-subgroup-matrix"] : []),
];

const bytesOf = ({ schedule, D, Dv, weave }: ForwardKernel): number => tileBytes(schedule, { D, Dv, extraBytesPerKey: bytesOfKey(weave) });

function describeKernel(kernel: ForwardKernel, target: KernelTarget): Manifest {
  const { variant, entryPoint, schedule, layout } = kernel;
  const shardConstant = shardConstantOf(kernel);
  const { Hq, Hkv, D, Dv, dtype, block, scale } = target;
  return {
    format: "heed-kernel-1",
    name: variant.name,
    entryPoint,
    dtype,
    Hq,
    Hkv,
    D,
    Dv,
    ...(scale === undefined ? {} : { scale }),
    block,
    workgroup: { size: schedule.workgroupSize, bytes: bytesOf(kernel), tilesPerBlock: Math.ceil(block[0] / rowsPerWorkgroup(schedule)) },
    schedule,
    features: featuresOf(kernel),
    ...(shardConstant ? { shardConstant } : {}),
    bindings: layout.bindings,
    uniforms: layout.uniforms,
    params: variant.params.map(({ name, type, value }) => ({ name, type, value })),
    mask: encodeMask(variant),
  };
}

function describeDecoder(kernel: ForwardKernel, { family = "gpu", block }: KernelTarget): Decoder["manifest"] {
  const { variant, entryPoint, schedule, layout, packedHeads } = kernel;
  const rows = rowsPerWorkgroup(schedule);
  return {
    name: `${variant.name} decoder`,
    entryPoint,
    bindings: layout.bindings,
    uniforms: layout.uniforms,
    workgroup: { size: schedule.workgroupSize, bytes: bytesOf(kernel), rows },
    schedule,
    heads: packedHeads,
    mostRows: Math.min(block[0], Math.max(1, Math.floor((2 * rows) / packedHeads))),
    workgroups: isSoftware(family) ? 32 : 512,
  };
}
