/** @file A checked call as commands: its uniforms and plan in buffers, everything bound, one dispatch. */
import type { KernelModule } from "#codegen/manifest.ts";
import { createFilled, tensorBytes, usage } from "./buffers.ts";
import type { Call } from "./call.ts";
import { encodeUniforms } from "./uniforms.ts";

/** A kernel that is ready on a device. */
export interface ReadyKernel {
  readonly device: GPUDevice;
  readonly module: KernelModule;
  readonly pipeline: GPUComputePipeline;
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
  { device, module, pipeline }: ReadyKernel,
  call: Call,
  pass: GPUComputePassEncoder,
  tensor: (name: string) => GPUBuffer,
  own: OwnBuffers,
): void {
  const { manifest } = module;
  const label = labelOf(manifest.name);
  const uniforms = encodeUniforms(manifest, { ...call, scale: manifest.scale ?? 1 / Math.sqrt(manifest.D) });
  const parts = {
    call: () => own.bufferFor(uniforms.join(), () => createFilled(device, `${label} call`, usage.uniform, uniforms)),
    plan: () => own.bufferFor(call.plan, () => createFilled(device, `${label} plan`, usage.storage, call.plan.words)),
  };
  const entries = manifest.bindings.map(({ binding, role, input }) => {
    if (role === "call" || role === "plan") return { binding, resource: { buffer: parts[role]() } };
    const name = input ?? role;
    const { type, span } = call.tensors.get(name)!;
    // No more than the call needs: a buffer may be larger than a binding can be.
    return { binding, resource: { buffer: tensor(name), size: tensorBytes(type, span) } };
  });
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ label, layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(...call.dispatch);
}
