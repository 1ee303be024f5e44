/**
 * @file A checked call as commands: its uniforms and plan in buffers, everything bound, one dispatch; two for few query rows, whose parts are
 * merged; one more where the device refines the plan for itself.
 */
import type { BindingRole, KernelModule, ProgramManifest } from "#codegen/manifest.ts";
import { createFilled, createOutput, tensorBytes, usage } from "./buffers.ts";
import type { Call } from "./call.ts";
import { encodeUniforms, type UniformValues } from "./uniforms.ts";

/** A kernel that is ready on a device. */
export interface ReadyKernel {
  readonly device: GPUDevice;
  readonly module: KernelModule;
  readonly pipeline: GPUComputePipeline;
  readonly planner: GPUComputePipeline | undefined;
  /** For few query rows: the kernel that makes parts of them, and the one that merges them. */
  readonly decoder: GPUComputePipeline | undefined;
  readonly combiner: GPUComputePipeline | undefined;
}

/** Where buffers that are not the caller's come from: made anew, or one from before that holds the same. */
export interface OwnBuffers {
  /** `key` tells contents apart; `make` is asked where no buffer holds them. */
  bufferFor(key: unknown, make: () => GPUBuffer): GPUBuffer;
  /** Destroys all but those that are handed out. */
  destroy(handedOut?: readonly unknown[]): void;
}

/** Buffers that live until {@link OwnBuffers.destroy}, each content once. */
export function createOwnBuffers(): OwnBuffers {
  const kept = new Map<unknown, GPUBuffer>();
  return {
    bufferFor(key, make) {
      const buffer = kept.get(key) ?? make();
      kept.set(key, buffer);
      return buffer;
    },
    destroy(handedOut = []) {
      kept.forEach((buffer) => handedOut.includes(buffer) || buffer.destroy());
      kept.clear();
    },
  };
}

/** What every object of a kernel is called. */
export const labelOf = (name: string): string => `heed ${name}`;

/** Binds and dispatches; `tensor` finds the tensors' buffers. */
export function record(
  { device, module, pipeline, planner, decoder, combiner }: ReadyKernel,
  call: Call,
  pass: GPUComputePassEncoder,
  tensor: (name: string) => GPUBuffer,
  own: OwnBuffers,
): void {
  const { manifest } = module;
  const { plan, refined } = call;
  const label = labelOf(manifest.name);
  type Plans = Partial<Record<BindingRole, GPUBuffer>>;
  const launch = (
    program: ProgramManifest,
    on: GPUComputePipeline,
    strides: UniformValues["plan"],
    plans: Plans,
    dispatch: Call["dispatch"],
  ): void => {
    const scale = manifest.scale ?? 1 / Math.sqrt(manifest.D);
    const uniforms = encodeUniforms(program, { ...call, ...call.decode, plan: strides, scale });
    const callBuffer = own.bufferFor(uniforms.join(), () => createFilled(device, `${label} call`, usage.uniform, uniforms));
    const entries = program.bindings.map(({ binding, role, input }) => {
      const made = role === "call" ? callBuffer : plans[role];
      if (made) return { binding, resource: { buffer: made } };
      const name = input ?? role;
      const { type, span } = call.tensors.get(name)!;
      // No more than the call needs: a buffer may be larger than a binding can be.
      return { binding, resource: { buffer: tensor(name), size: tensorBytes(type, span) } };
    });
    pass.setPipeline(on);
    pass.setBindGroup(0, device.createBindGroup({ label, layout: on.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(...dispatch);
  };
  const plans: Plans = { plan: own.bufferFor(plan, () => createFilled(device, `${label} plan`, usage.storage, plan.words)) };
  if (refined) {
    // One buffer for all plans of a size: what is recorded runs in order.
    plans.refined = own.bufferFor(refined.words, () => createOutput(device, `${label} refined`, "u32", refined.words));
    launch(refined.planner, planner!, plan, plans, refined.dispatch);
    plans.plan = plans.refined;
  }
  const strides = refined?.planner ?? plan;
  if (!call.decode) return launch(manifest, pipeline, strides, plans, call.dispatch);
  // Two scratch buffers for all calls of a size: what is recorded runs in order.
  const { dispatch, combineDispatch, partsSize, partLseSize } = call.decode;
  plans.parts = own.bufferFor(`parts ${partsSize}`, () => createOutput(device, `${label} parts`, "f32", partsSize));
  plans.part_lse = own.bufferFor(`lse of parts ${partLseSize}`, () => createOutput(device, `${label} lse of parts`, "f32", partLseSize));
  launch(module.decoder!.manifest, decoder!, strides, plans, dispatch);
  launch(module.combiner!.manifest, combiner!, strides, plans, combineDispatch);
}
