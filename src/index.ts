/** @file `heed`: the language, the compiler and the runtime, for browsers, Node and Deno alike. Nothing but re-exports. */
export type { KernelModule, Manifest } from "#codegen/manifest.ts";
export { compileVariant, type CompileTarget } from "./compile.ts";
export { HeedError, type Diagnostic } from "./diagnostics/diagnostic.ts";
export { renderDiagnostic, renderDiagnostics } from "./diagnostics/render.ts";
export { createReport, type Report } from "./diagnostics/report.ts";
export { attention, bool, f16, f32, i32, u32, type AttentionDefinition, type AttentionOptions } from "./frontend/attention.ts";
export { clamp, div, erf, exp2, fma, gelu, quot, relu, round, sigmoid, silu, softplus, where } from "./frontend/functions.ts";
export { fromAttn, fromDefinition, type AttnOptions, type VariantSource } from "./frontend/index.ts";
export { printVariant } from "./ir/print.ts";
export type { Tensor } from "./ir/tensor.ts";
export type { Variant } from "./ir/variant.ts";
export { countBlocks, type BlockCounts, type BlockPlan } from "./plan/block-plan.ts";
export { planBlocks, type PlanRequest } from "./plan/plan-blocks.ts";
export { runDense, type DenseProblem, type DenseResult } from "./reference/dense.ts";
export { compile, type CompileOptions } from "./runtime/compile.ts";
export type { CallOptions, CallTensors } from "./runtime/call.ts";
export { createKernel, type Kernel } from "./runtime/kernel.ts";
export type { RunResult } from "./runtime/run.ts";
