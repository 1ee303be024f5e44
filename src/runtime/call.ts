/**
 * @file One call of a kernel: what the caller gives, checked as a whole before anything is made for it. Comes in: tensors and options. Goes
 * out: sizes, params, strides, bound tensors, the block plan and the dispatch, or every diagnostic there is.
 */
import type { KernelModule, Manifest } from "#codegen/manifest.ts";
import * as codes from "#src/diagnostics/codes/call.ts";
import { createReport, type Report } from "#src/diagnostics/report.ts";
import type { Input } from "#src/ir/variant.ts";
import type { BlockPlan } from "#src/plan/block-plan.ts";
import { tensorBytes, usage } from "./buffers.ts";
import { checkBufferSize, foldDispatch } from "./check-device.ts";
import { checkDecode, type DecodeCall } from "./decode.ts";
import { checkParams } from "./params.ts";
import type { PlanCache } from "./plan-cache.ts";
import { checkRefined, type RefinedPlan } from "./refined-plan.ts";
import { checkStrides, reach, unpackable } from "./strides.ts";
import { bindInputs, bindTensor, checkSizes, readIntroducedSizes, type BoundTensor, type CallSizes, type TensorSource } from "./tensors.ts";
import { shapesOf, type KeyShard, type Strides } from "./uniforms.ts";

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

/** A call over a shard of the keys. */
export interface PartialOptions extends CallOptions {
  /** The keys that `k` and `v` hold, as places in the sequence of `Skv` keys: from the first to before the second. */
  readonly keys: readonly [first: number, end: number];
}

/** The results of a kernel. */
export type ResultName = "out" | "lse";

/** A checked call: everything a dispatch needs. */
export interface Call {
  readonly sizes: CallSizes;
  readonly params: Readonly<Record<string, number>>;
  readonly strides: Strides;
  /** The keys that k and v hold: all of them, or a shard. */
  readonly keys: KeyShard;
  /** By name, the results among them; one that the caller gave no buffer for is the call's to make. */
  readonly tensors: ReadonlyMap<string, BoundTensor>;
  readonly plan: BlockPlan;
  /** Where the mask reads what only the device has: the plan that the device is to make of `plan` before the kernel runs. */
  readonly refined: RefinedPlan | undefined;
  /** Of the kernel for many rows; or of those for few, which then run in its place. */
  readonly dispatch: readonly [x: number, y: number];
  readonly decode: DecodeCall | undefined;
}

/** What the checks know of a kernel. */
export interface CallContext {
  readonly device: GPUDevice;
  readonly module: KernelModule;
  /** The captured tensors. */
  readonly inputs: readonly Input[];
  readonly planFor: PlanCache;
}

/** `encode` binds what the caller has on the device, results among it; `run` uploads arrays and makes the results that are not given. */
export type CallKind = "run" | "encode";

/** The block plan of a call; captured tensors that are not given count as unknown. */
export function planCall({ module: { manifest }, inputs, planFor }: CallContext, options: CallOptions, tensors: CallTensors): BlockPlan {
  const given = inputs.filter(({ name }) => tensors[name] !== undefined);
  const { report, sizes, params, bound } = checkInputs(manifest, given, options, tensors);
  report.stop();
  return planFor(sizes, params, bound);
}

/** Checks a call in stages; each stage reports all that it finds. */
export function checkCall(
  { device, module, inputs, planFor }: CallContext,
  tensors: CallTensors,
  options: CallOptions | PartialOptions,
  kind: CallKind,
): Call {
  const { manifest, planner } = module;
  const { report, sizes, params, bound } = checkInputs(manifest, inputs, options, tensors);
  const keys = checkKeys(options, kind, report);
  report.stop();
  const shapes = shapesOf(sizes, keys);
  const strides = checkStrides(options.strides, shapes, report);
  report.stop();
  const unpacked = unpackable(options.strides, manifest.bindings);
  if (unpacked) report.add(codes.unpackedStrides(unpacked));
  report.stop();
  for (const [name, shape] of Object.entries(shapes)) {
    const type = name === "lse" ? "f32" : manifest.dtype;
    const span = reach(shape, strides[name as keyof Strides]);
    const isMade = kind === "run" && isResult(name) && tensors[name] === undefined;
    const tensor = isMade ? { name, type, shape, span } : bindTensor(name, type, shape, tensors[name], report, span);
    if (tensor) bound.set(name, tensor);
  }
  const known = [...Object.keys(shapes), ...inputs.map((input) => input.name)];
  for (const name of Object.keys(tensors)) {
    if (!known.includes(name)) report.add(codes.unknownTensor(name, known));
  }
  report.stop();
  checkBuffers(bound, kind, device, report);
  const tiles = Math.ceil(sizes["Sq"]! / manifest.block[0]) * manifest.workgroup.tilesPerBlock;
  const dispatch = foldDispatch(manifest.name, tiles * sizes["Hq"]! * sizes["B"]!, device, report);
  report.stop();
  const plan = planFor(sizes, params, bound);
  checkBufferSize("the block plan", plan.words.byteLength, device, report);
  const refined = checkRefined(planner?.manifest, plan, bound, device, report);
  const decode = checkDecode(module, sizes, refined ? undefined : plan, device, report);
  report.stop();
  return { sizes, params, strides, keys, tensors: bound, dispatch, plan, refined, decode };
}

/** The keys at hand: all, unless a shard is named; `encode` has no shards. */
function checkKeys(options: CallOptions | PartialOptions, kind: CallKind, report: Report): KeyShard {
  if (kind === "encode" || !("keys" in options)) return { first: 0, end: options.Skv };
  const [first, end] = options.keys;
  const isShard = [first, end].every(Number.isInteger) && first >= 0 && first < end && end <= options.Skv;
  if (!isShard) report.add(codes.badKeys(options.keys, options.Skv));
  return { first, end };
}

/** The first stages: sizes and params, then the captured tensors with the sizes that they introduce. */
function checkInputs(manifest: Manifest, inputs: readonly Input[], options: CallOptions, tensors: CallTensors) {
  const report = createReport();
  const sizes = checkSizes(manifest, options, report);
  const params = checkParams(manifest.params, options.params, report);
  report.stop();
  readIntroducedSizes(inputs, tensors, sizes, report);
  return { report, sizes, params, bound: bindInputs(inputs, tensors, sizes, report) };
}

const isResult = (name: string): name is ResultName => name === "out" || name === "lse";

/** What the buffers can hold and do; arrays only where `run` uploads them. */
function checkBuffers(bound: ReadonlyMap<string, BoundTensor>, kind: CallKind, device: GPUDevice, report: Report): void {
  const isReadBack = kind === "run" && bound.get("q")!.data;
  for (const { name, type, span, data, buffer } of bound.values()) {
    checkBufferSize(`\`${name}\``, tensorBytes(type, span), device, report);
    if (data && (kind === "encode" || isResult(name))) report.add(codes.notABuffer(name, isResult(name)));
    if (!buffer) continue;
    if ((buffer.usage & usage.storage) === 0) report.add(codes.missingUsage(name, "STORAGE"));
    if (isResult(name) && isReadBack && (buffer.usage & usage.copySrc) === 0) report.add(codes.missingUsage(name, "COPY_SRC"));
  }
}
