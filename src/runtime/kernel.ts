/**
 * @file A compiled variant on a device: `run` (arrays or buffers in, the same out), `encode` (into the caller's pass), `plan`. Sizes,
 * params and captured tensors change from call to call without a new pipeline. The caller owns the device and its buffers.
 */
import type { KernelModule, Manifest } from "#codegen/manifest.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { decodeMask } from "#src/ir/node-data.ts";
import type { TensorData } from "#src/ir/tensor.ts";
import type { BlockPlan } from "#src/plan/block-plan.ts";
import { checkCall, planCall, type CallContext, type CallOptions, type CallTensors, type PartialOptions } from "./call.ts";
import { checkDevice, forThisMachine } from "./check-device.ts";
import { pipelineFor, type LineOrigin } from "./pipelines.ts";
import { createPlanCache } from "./plan-cache.ts";
import { createOwnBuffers, record, type ReadyKernel } from "./record.ts";
import { runCall, type RunResult } from "./run.ts";

export interface Kernel {
  readonly manifest: Manifest;
  readonly wgsl: string;
  /**
   * Runs and waits. With typed arrays for q, results are typed arrays; with a GPU buffer, they are buffers: the caller's or new ones, the
   * caller's to destroy.
   */
  run(tensors: CallTensors & { readonly q: TensorData }, options: CallOptions): Promise<RunResult<TensorData>>;
  run(tensors: CallTensors & { readonly q: GPUBuffer }, options: CallOptions): Promise<RunResult<GPUBuffer>>;
  run(tensors: CallTensors, options: CallOptions): Promise<RunResult<TensorData | GPUBuffer>>;
  /**
   * Runs over a shard of the keys: `k` and `v` hold only keys `[first, end)` of the Skv, captured tensors are whole. The results of shards that
   * cover all keys are merged by `combine`, wherever each was computed. The first shard may have a pipeline to wait for, and tensors are read
   * behind that.
   */
  partial(tensors: CallTensors & { readonly q: TensorData }, options: PartialOptions): Promise<RunResult<TensorData>>;
  partial(tensors: CallTensors & { readonly q: GPUBuffer }, options: PartialOptions): Promise<RunResult<GPUBuffer>>;
  partial(tensors: CallTensors, options: PartialOptions): Promise<RunResult<TensorData | GPUBuffer>>;
  /** Records the call into a compute pass; every tensor is a buffer, `out` and `lse` among them. Nothing waits. */
  encode(pass: GPUComputePassEncoder, tensors: CallTensors, options: CallOptions): void;
  /** The block plan of a call. Tensors that the mask reads and that are not given count as unknown. */
  plan(options: CallOptions, tensors?: CallTensors): BlockPlan;
  /** Destroys the buffers that `encode` made; passes recorded and not yet submitted become invalid. */
  destroy(): void;
}

/** Puts a compiled module on a device; throws where a limit or a feature is missing. No compiler is involved. */
export async function createKernel(device: GPUDevice, given: KernelModule, originOf?: LineOrigin): Promise<Kernel> {
  const module = forThisMachine(given, device);
  const { manifest, wgsl } = module;
  const report = createReport();
  checkDevice(manifest, device, report);
  report.stop();
  const programs = [module, module.planner, module.decoder, module.combiner];
  const [pipeline, planner, decoder, combiner] = await Promise.all(programs.map((program) => program && pipelineFor(device, program, originOf)));
  const { inputs, mask } = decodeMask(manifest.mask);
  const ready: ReadyKernel & CallContext = {
    device,
    module,
    pipeline: pipeline!,
    planner,
    decoder,
    combiner,
    inputs,
    planFor: createPlanCache(mask, manifest.block),
  };
  const kept = createOwnBuffers();
  const run = async (tensors: CallTensors, options: CallOptions | PartialOptions) => {
    const call = checkCall(ready, tensors, options, "run");
    const isWhole = call.keys.first === 0 && call.keys.end === options.Skv;
    if (call.decode || isWhole || !manifest.shardConstant) return runCall(ready, call);
    // Guards that only a shard needs are alive in a pipeline of their own.
    return runCall({ ...ready, pipeline: await pipelineFor(device, module, originOf, { [manifest.shardConstant]: 1 }) }, call);
  };
  return {
    manifest,
    wgsl,
    run: run as Kernel["run"],
    partial: run as Kernel["partial"],
    encode(pass, tensors, options) {
      const call = checkCall(ready, tensors, options, "encode");
      record(ready, call, pass, (name) => call.tensors.get(name)!.buffer!, kept);
    },
    plan: (options, tensors = {}) => planCall(ready, options, tensors),
    destroy: () => kept.destroy(),
  };
}
