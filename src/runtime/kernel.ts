/**
 * @file A compiled variant on a device: `run` (arrays or buffers in, the same out), `encode` (into the caller's pass), `plan`. Sizes,
 * params and captured tensors change from call to call without a new pipeline. The caller owns the device and its buffers.
 */
import type { KernelModule, Manifest } from "#codegen/manifest.ts";
import * as callCodes from "#src/diagnostics/codes/call.ts";
import * as limitCodes from "#src/diagnostics/codes/limits.ts";
import { createReport, fail, type Report } from "#src/diagnostics/report.ts";
import { parseVariant } from "#src/ir/parse.ts";
import type { TensorData } from "#src/ir/tensor.ts";
import type { StorageType } from "#src/ir/types.ts";
import type { Variant } from "#src/ir/variant.ts";
import { planToWords, type BlockPlan } from "#src/plan/block-plan.ts";
import { bufferOf, createFilled, createOutput, readStaged, stageRead, tensorBytes, usage } from "./buffers.ts";
import { checkBufferSize, checkDevice, foldDispatch } from "./check-device.ts";
import { checkParams } from "./params.ts";
import { orLost, pipelineFor, type WovenLines } from "./pipelines.ts";
import { createPlanCache, type PlanCache } from "./plan-cache.ts";
import { checkStrides, reach } from "./strides.ts";
import { bindInputs, bindTensor, checkSizes, readIntroducedSizes, type BoundTensor, type CallSizes, type TensorSource } from "./tensors.ts";
import { encodeUniforms, type Strides } from "./uniforms.ts";

/** Tensors by name: `q k v`, the captured ones, and for `encode` also `out` and `lse`. */
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

export interface RunResult<T> {
  /** `[B, Hq, Sq, Dv]`; f16 as 16-bit patterns. */
  readonly out: T;
  /** `[B, Hq, Sq]` f32, natural logarithm; −∞ for a row without keys. */
  readonly lse: T;
}

export interface Kernel {
  readonly manifest: Manifest;
  readonly wgsl: string;
  /** Runs and waits. With typed arrays for q, results are typed arrays; with a GPU buffer, they are new buffers that the caller owns. */
  run(tensors: CallTensors, options: CallOptions): Promise<RunResult<TensorData | GPUBuffer>>;
  /** Records the call into a compute pass; every tensor is a buffer, `out` and `lse` among them. Nothing waits. */
  encode(pass: GPUComputePassEncoder, tensors: CallTensors, options: CallOptions): void;
  /** The block plan of a call. Tensors that the mask reads and that are not given count as unknown. */
  plan(options: CallOptions, tensors?: CallTensors): BlockPlan;
  /** Destroys the buffers that `encode` made; passes recorded and not yet submitted become invalid. */
  destroy(): void;
}

/** A checked call: everything a dispatch needs. */
interface Call {
  readonly sizes: CallSizes;
  readonly params: Record<string, number>;
  readonly strides: Strides;
  readonly tensors: ReadonlyMap<string, BoundTensor>;
  readonly plan: BlockPlan;
  readonly dispatch: readonly [x: number, y: number];
}

interface Context {
  readonly device: GPUDevice;
  readonly module: KernelModule;
  readonly variant: Variant;
  readonly plans: PlanCache;
  readonly pipeline: GPUComputePipeline;
}

/** Puts a compiled module on a device; throws where a limit or a feature is missing. No compiler is involved. */
export async function createKernel(device: GPUDevice, module: KernelModule, woven: WovenLines = []): Promise<Kernel> {
  const { manifest, wgsl } = module;
  const report = createReport();
  checkDevice(manifest, device, report);
  report.stop();
  const pipeline = await pipelineFor(device, module, woven);
  const variant = parseVariant(manifest.ir);
  const context: Context = { device, module, variant, pipeline, plans: createPlanCache(variant.sections.mask, manifest.block) };
  const kept = new Set<GPUBuffer>();
  return {
    manifest,
    wgsl,
    run: (tensors, options) => runCall(context, tensors, options),
    encode(pass, tensors, options) {
      const call = checkCall(context, tensors, options, ["out", "lse"]);
      record(context, call, pass, (name) => call.tensors.get(name)!.buffer ?? fail(callCodes.notABuffer(name)), (buffer) => kept.add(buffer));
    },
    plan: (options, tensors = {}) => planCall(context, options, tensors),
    destroy() {
      kept.forEach((buffer) => buffer.destroy());
      kept.clear();
    },
  };
}

function planCall({ module: { manifest }, variant, plans }: Context, options: CallOptions, tensors: CallTensors): BlockPlan {
  const report = createReport();
  const sizes = checkSizes(manifest, options, report);
  const params = checkParams(manifest.params, options.params, report);
  report.stop();
  readIntroducedSizes(variant, tensors, sizes, report);
  const given = variant.inputs.filter(({ name }) => tensors[name] !== undefined);
  const bound = bindInputs({ ...variant, inputs: given }, tensors, sizes, report);
  report.stop();
  return plans.planFor(sizes, params, bound);
}

/** The shapes of q, k, v and the results. */
function shapesOf({ B, Hq, Hkv, Sq, Skv, D, Dv }: CallSizes): Record<string, readonly number[]> {
  return { q: [B!, Hq!, Sq!, D!], k: [B!, Hkv!, Skv!, D!], v: [B!, Hkv!, Skv!, Dv!], out: [B!, Hq!, Sq!, Dv!], lse: [B!, Hq!, Sq!] };
}

/** Everything wrong with a call is found before anything is made for it. */
function checkCall(context: Context, tensors: CallTensors, options: CallOptions, outputs: readonly string[]): Call {
  const { device, module: { manifest }, variant, plans } = context;
  const report = createReport();
  const sizes = checkSizes(manifest, options, report);
  const params = checkParams(manifest.params, options.params, report);
  report.stop();
  readIntroducedSizes(variant, tensors, sizes, report);
  const bound = bindInputs(variant, tensors, sizes, report);
  const shapes = shapesOf(sizes);
  const strides = checkStrides(options.strides, shapes, sizes, report);
  report.stop();
  for (const name of ["q", "k", "v", ...outputs]) {
    const type: StorageType = name === "lse" ? "f32" : manifest.dtype;
    const shape = name in strides && options.strides?.[name as keyof Strides] ? [reach(shapes[name]!, strides[name as keyof Strides])] : shapes[name]!;
    const tensor = bindTensor(name, type, shape, tensors[name], report);
    if (tensor) bound.set(name, tensor);
  }
  checkNames(tensors, [...bound.keys(), ...variant.inputs.map((input) => input.name), "out", "lse"], report);
  report.stop();
  checkBuffers(bound, device, report);
  const tiles = Math.ceil(sizes["Sq"]! / manifest.block[0]) * manifest.workgroup.tilesPerBlock;
  const dispatch = foldDispatch(manifest.name, tiles * sizes["Hq"]! * sizes["B"]!, device, report);
  report.stop();
  const call = { sizes, params, strides, tensors: bound, dispatch, plan: plans.planFor(sizes, params, bound) };
  checkBufferSize("the block plan", planToWords(call.plan).byteLength, device, report);
  report.stop();
  return call;
}

function checkNames(tensors: CallTensors, known: readonly string[], report: Report): void {
  for (const name of Object.keys(tensors)) {
    if (!known.includes(name)) report.add(callCodes.unknownTensor(name, known));
  }
}

function checkBuffers(bound: ReadonlyMap<string, BoundTensor>, device: GPUDevice, report: Report): void {
  for (const { name, type, shape, buffer } of bound.values()) {
    checkBufferSize(name, buffer?.size ?? tensorBytes(type, shape), device, report);
    if (buffer && (buffer.usage & usage.storage) === 0) report.add(callCodes.missingUsage(name, "GPUBufferUsage.STORAGE"));
  }
}

/** Binds and dispatches; `bufferFor` finds the tensors' buffers, `made` hears of each buffer that is made here. */
function record(context: Context, call: Call, pass: GPUComputePassEncoder, bufferFor: (name: string) => GPUBuffer, made: (buffer: GPUBuffer) => void): void {
  const { device, module: { manifest }, pipeline } = context;
  const { sizes, params, strides, plan } = call;
  const scale = manifest.scale ?? 1 / Math.sqrt(manifest.D);
  const create = (name: string, bits: number, content: ArrayBuffer | ArrayBufferView): GPUBuffer => {
    const buffer = createFilled(device, `heed ${manifest.name} ${name}`, bits, content);
    made(buffer);
    return buffer;
  };
  const entries = manifest.bindings.map(({ binding, role, input }) => {
    const buffer =
      role === "call" ? create("call", usage.uniform, encodeUniforms(manifest, { sizes, params, strides, plan, scale }))
      : role === "plan" ? create("plan", usage.storage, planToWords(plan))
      : bufferFor(input ?? role);
    return { binding, resource: { buffer } };
  });
  const label = `heed ${manifest.name}`;
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ label, layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(...call.dispatch);
}

async function runCall(context: Context, tensors: CallTensors, options: CallOptions): Promise<RunResult<TensorData | GPUBuffer>> {
  const { device, module: { manifest } } = context;
  const given = ["out", "lse"].filter((name) => tensors[name] !== undefined);
  const call = checkCall(context, tensors, options, given);
  const made: GPUBuffer[] = [];
  const label = `heed ${manifest.name}`;
  const isOnDevice = call.tensors.get("q")!.buffer !== undefined;
  const shapes = shapesOf(call.sizes);
  const types = { out: manifest.dtype, lse: "f32" } as const;
  const results = (["out", "lse"] as const).map((name) => {
    const own = call.tensors.get(name)?.buffer;
    const size = name === "out" && options.strides?.out ? [reach(shapes["out"]!, call.strides.out)] : shapes[name]!;
    const buffer = own ?? createOutput(device, `${label} ${name}`, types[name], size);
    if (!own && !isOnDevice) made.push(buffer);
    return { name, buffer, count: size.reduce((product, n) => product * n, 1) };
  });
  try {
    return await orLost(device, submit(context, call, results, made, isOnDevice));
  } finally {
    made.forEach((buffer) => buffer.destroy());
  }
}

interface Result {
  readonly name: "out" | "lse";
  readonly buffer: GPUBuffer;
  readonly count: number;
}

async function submit(context: Context, call: Call, results: readonly Result[], made: GPUBuffer[], isOnDevice: boolean): Promise<RunResult<TensorData | GPUBuffer>> {
  const { device, module: { manifest } } = context;
  const label = `heed ${manifest.name}`;
  device.pushErrorScope("validation");
  device.pushErrorScope("out-of-memory");
  const outputs = new Map(results.map(({ name, buffer }) => [name as string, buffer]));
  const encoder = device.createCommandEncoder({ label });
  const pass = encoder.beginComputePass({ label });
  const bufferFor = (name: string) => outputs.get(name) ?? bufferOf(device, call.tensors.get(name)!, `${label} ${name}`, made);
  record(context, call, pass, bufferFor, (buffer) => made.push(buffer));
  pass.end();
  const staged = isOnDevice ? [] : results.map(({ name, buffer }) => stageRead(device, encoder, buffer, `${label} ${name} read`));
  made.push(...staged);
  device.queue.submit([encoder.finish()]);
  const errors = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
  const error = errors.find((found) => found !== null);
  if (error) fail(limitCodes.gpuError(`a run of \`${manifest.name}\``, error.message));
  if (isOnDevice) await device.queue.onSubmittedWorkDone();
  const [out, lse] = isOnDevice
    ? results.map(({ buffer }) => buffer)
    : await Promise.all(staged.map((buffer, i) => readStaged(buffer, i === 0 ? manifest.dtype : "f32", results[i]!.count)));
  return { out: out!, lse: lse! };
}
