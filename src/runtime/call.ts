/**
 * @file One call of a kernel: what the caller gives, checked as a whole before anything is made for it. Comes in: tensors and options. Goes
 * out: sizes, params, strides, bound tensors, the block plan and the dispatch, or every diagnostic there is.
 */
import type { Manifest } from "#codegen/manifest.ts";
import * as codes from "#src/diagnostics/codes/call.ts";
import { createReport, type Report } from "#src/diagnostics/report.ts";
import type { StorageType } from "#src/ir/types.ts";
import type { Input } from "#src/ir/variant.ts";
import type { BlockPlan } from "#src/plan/block-plan.ts";
import { tensorBytes, usage } from "./buffers.ts";
import { checkBufferSize, foldDispatch } from "./check-device.ts";
import { checkParams } from "./params.ts";
import type { PlanCache } from "./plan-cache.ts";
import { checkStrides, reach } from "./strides.ts";
import { bindInputs, bindTensor, checkSizes, readIntroducedSizes, type BoundTensor, type CallSizes, type TensorSource } from "./tensors.ts";
import type { Strides } from "./uniforms.ts";

/** Tensors by name: `q k v`, the captured ones, and where the results go, `out` and `lse`. */
export type CallTensors = Readonly<Record<string, TensorSource>>;

/** What one call is about. */
export interface CallOptions {
  readonly B: number;
  readonly Sq: number;
  readonly Skv: number;
  readonly params?: Readonly<Record<string, number | boolean>>;
  /** Elements between neighbours along `[B, H, S, D]`; row major where not given. */
  readonly strides?: Partial<Strides>;
}

/** The results of a kernel, in the order of its bindings. */
export const resultNames = ["out", "lse"] as const;
export type ResultName = (typeof resultNames)[number];

/** A checked call: everything a dispatch needs. */
export interface Call {
  readonly sizes: CallSizes;
  readonly params: Readonly<Record<string, number>>;
  readonly strides: Strides;
  /** By name; a result is there where the caller gave a buffer for it. */
  readonly tensors: ReadonlyMap<string, BoundTensor>;
  /** How many elements each result spans. */
  readonly resultCounts: Readonly<Record<ResultName, number>>;
  readonly plan: BlockPlan;
  readonly dispatch: readonly [x: number, y: number];
}

/** What the checks know of a kernel. */
export interface CallContext {
  readonly device: GPUDevice;
  readonly manifest: Manifest;
  /** The captured tensors. */
  readonly inputs: readonly Input[];
  readonly plans: PlanCache;
}

/** `encode` binds what the caller has on the device, results among it; `run` uploads arrays and makes the results that are not given. */
export type CallKind = "run" | "encode";

/** The block plan of a call; captured tensors that are not given count as unknown. */
export function planCall({ manifest, inputs, plans }: CallContext, options: CallOptions, tensors: CallTensors): BlockPlan {
  const report = createReport();
  const sizes = checkSizes(manifest, options, report);
  const params = checkParams(manifest.params, options.params, report);
  report.stop();
  readIntroducedSizes(inputs, tensors, sizes, report);
  const given = inputs.filter(({ name }) => tensors[name] !== undefined);
  const bound = bindInputs(given, tensors, sizes, report);
  report.stop();
  return plans.planFor(sizes, params, bound);
}

/** Checks a call in stages; each stage reports all that it finds. */
export function checkCall(context: CallContext, tensors: CallTensors, options: CallOptions, kind: CallKind): Call {
  const { device, manifest, inputs, plans } = context;
  const report = createReport();
  const sizes = checkSizes(manifest, options, report);
  const params = checkParams(manifest.params, options.params, report);
  report.stop();
  readIntroducedSizes(inputs, tensors, sizes, report);
  const bound = bindInputs(inputs, tensors, sizes, report);
  const strides = checkStrides(options.strides, shapesOf(sizes), sizes, report);
  report.stop();
  bindOwn(context, tensors, sizes, strides, kind, bound, report);
  checkNames(tensors, ["q", "k", "v", ...inputs.map((input) => input.name), ...resultNames], report);
  report.stop();
  const resultCounts = { out: reach(shapesOf(sizes).out, strides.out), lse: sizes["B"]! * sizes["Hq"]! * sizes["Sq"]! };
  checkBuffers(bound, device, report);
  checkResults(manifest, resultCounts, tensors, device, report);
  const tiles = Math.ceil(sizes["Sq"]! / manifest.block[0]) * manifest.workgroup.tilesPerBlock;
  const dispatch = foldDispatch(manifest.name, tiles * sizes["Hq"]! * sizes["B"]!, device, report);
  report.stop();
  const plan = plans.planFor(sizes, params, bound);
  checkBufferSize("the block plan", 4 * (plan.rowStarts.length + plan.runs.length), device, report);
  report.stop();
  return { sizes, params, strides, tensors: bound, resultCounts, dispatch, plan };
}

/** The shapes of q, k, v and the results. */
function shapesOf({ B, Hq, Hkv, Sq, Skv, D, Dv }: CallSizes): Record<"q" | "k" | "v" | ResultName, readonly number[]> {
  return { q: [B!, Hq!, Sq!, D!], k: [B!, Hkv!, Skv!, D!], v: [B!, Hkv!, Skv!, Dv!], out: [B!, Hq!, Sq!, Dv!], lse: [B!, Hq!, Sq!] };
}

/** Binds q, k, v and the results that are given, or must be. */
function bindOwn(
  { manifest }: CallContext,
  tensors: CallTensors,
  sizes: CallSizes,
  strides: Strides,
  kind: CallKind,
  bound: Map<string, BoundTensor>,
  report: Report,
): void {
  const shapes = shapesOf(sizes);
  const results = resultNames.filter((name) => kind === "encode" || tensors[name] !== undefined);
  for (const name of ["q", "k", "v", ...results] as const) {
    const type: StorageType = name === "lse" ? "f32" : manifest.dtype;
    const span = name === "lse" ? undefined : reach(shapes[name], strides[name]);
    const tensor = bindTensor(name, type, shapes[name], tensors[name], report, span);
    if (tensor) bound.set(name, tensor);
  }
  for (const { name, buffer } of bound.values()) {
    const isResult = name === "out" || name === "lse";
    if (!buffer && (kind === "encode" || isResult)) report.add(codes.notABuffer(name, isResult));
  }
}

function checkNames(tensors: CallTensors, known: readonly string[], report: Report): void {
  for (const name of Object.keys(tensors)) {
    if (!known.includes(name)) report.add(codes.unknownTensor(name, known));
  }
}

function checkBuffers(bound: ReadonlyMap<string, BoundTensor>, device: GPUDevice, report: Report): void {
  const isRead = bound.get("q")?.buffer === undefined;
  for (const { name, type, span, buffer } of bound.values()) {
    checkBufferSize(`\`${name}\``, tensorBytes(type, span), device, report);
    if (!buffer) continue;
    if ((buffer.usage & usage.storage) === 0) report.add(codes.missingUsage(name, "GPUBufferUsage.STORAGE"));
    // With an array for q, `run` reads the results back.
    const isResult = name === "out" || name === "lse";
    if (isResult && isRead && (buffer.usage & usage.copySrc) === 0) report.add(codes.missingUsage(name, "GPUBufferUsage.COPY_SRC"));
  }
}

/** The results that will be made here. */
function checkResults({ dtype }: Manifest, counts: Call["resultCounts"], tensors: CallTensors, device: GPUDevice, report: Report): void {
  for (const name of resultNames) {
    if (tensors[name] === undefined) checkBufferSize(`\`${name}\``, tensorBytes(name === "out" ? dtype : "f32", counts[name]), device, report);
  }
}
