/** @file `heed/runtime`: what a generated module needs to run. No compiler, no language. */
export type { Binding, Combiner, Decoder, KernelModule, Manifest, Planner, Uniform, UniformSource } from "#codegen/manifest.ts";
export { HeedError, type Diagnostic } from "#src/diagnostics/diagnostic.ts";
export { countBlocks, type BlockCounts, type BlockPlan } from "#src/plan/block-plan.ts";
export type { CallOptions, CallTensors, PartialOptions } from "./call.ts";
export { combine } from "./combine.ts";
export { createKernel, type Kernel } from "./kernel.ts";
export type { RunResult } from "./run.ts";
export type { ShapedTensor, TensorSource } from "./tensors.ts";
export type { Strides } from "./uniforms.ts";
