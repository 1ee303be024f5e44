/** @file `run`: uploads what is given as arrays, records, submits, waits, reads back. What it makes and does not hand out, it destroys. */
import * as codes from "#src/diagnostics/codes/limits.ts";
import { fail } from "#src/diagnostics/report.ts";
import type { TensorData } from "#src/ir/tensor.ts";
import { createFilled, createOutput, readStaged, stageRead, tensorBytes, usage } from "./buffers.ts";
import type { Call, ResultName } from "./call.ts";
import { orLost } from "./pipelines.ts";
import { createOwnBuffers, labelOf, record, type OwnBuffers, type ReadyKernel } from "./record.ts";

export interface RunResult<T> {
  /** `[B, Hq, Sq, Dv]`, or what its strides span; f16 as 16-bit patterns. */
  readonly out: T;
  /** `[B, Hq, Sq]` f32, natural logarithm; −∞ for a row without keys. */
  readonly lse: T;
}

type Result = RunResult<TensorData | GPUBuffer>;

/** Runs a checked call. Arrays for q give arrays, a buffer for q gives buffers: the caller's, or new ones that the caller owns. */
export async function runCall(kernel: ReadyKernel, call: Call): Promise<Result> {
  const own = createOwnBuffers();
  let handedOut: readonly unknown[] = [];
  try {
    const result = await orLost(kernel.device, submit(kernel, call, own));
    handedOut = Object.values(result);
    return result;
  } finally {
    own.destroy(handedOut);
  }
}

/** Commits the call between error scopes, which are closed even if it throws, and reads its results. */
async function submit(kernel: ReadyKernel, call: Call, own: OwnBuffers): Promise<Result> {
  const { device, module } = kernel;
  device.pushErrorScope("validation");
  device.pushErrorScope("out-of-memory");
  let errors;
  let read;
  try {
    read = commit(kernel, call, own);
  } finally {
    errors = Promise.all([device.popErrorScope(), device.popErrorScope()]);
    errors.catch(() => undefined);
  }
  const error = (await errors).find((caught) => caught);
  return error ? fail(codes.gpuError(`a run of \`${module.manifest.name}\``, error.message)) : read();
}

/** What happens at once, without waiting: from the uploads to the queue. What it gives back waits for the results. */
function commit(kernel: ReadyKernel, call: Call, own: OwnBuffers): () => Promise<Result> {
  const { device, module } = kernel;
  const label = labelOf(module.manifest.name);
  const bufferOf = (name: string): GPUBuffer => {
    const { type, span, data, buffer } = call.tensors.get(name)!;
    const title = `${label} ${name}`;
    return buffer ?? own.bufferFor(name, () => (data ? createFilled(device, title, usage.storage, data) : createOutput(device, title, type, span)));
  };
  const encoder = device.createCommandEncoder({ label });
  const pass = encoder.beginComputePass({ label });
  record(kernel, call, pass, bufferOf, own);
  pass.end();
  const stage = (name: ResultName) => {
    const { type, span } = call.tensors.get(name)!;
    const staging = own.bufferFor(`${name} read`, () => stageRead(device, encoder, bufferOf(name), tensorBytes(type, span), `${label} ${name} read`));
    return () => readStaged(staging, type, span);
  };
  const reads = call.tensors.get("q")!.data && ([stage("out"), stage("lse")] as const);
  device.queue.submit([encoder.finish()]);
  return async () => {
    if (!reads) await device.queue.onSubmittedWorkDone();
    const [out, lse] = reads ? await Promise.all([reads[0](), reads[1]()]) : [bufferOf("out"), bufferOf("lse")];
    return { out, lse };
  };
}
