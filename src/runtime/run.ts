/** @file `run`: uploads what is given as arrays, records, submits, waits, reads back. What it makes and does not hand out, it destroys. */
import * as codes from "#src/diagnostics/codes/limits.ts";
import { fail } from "#src/diagnostics/report.ts";
import type { TensorData } from "#src/ir/tensor.ts";
import { bufferOf, createOutput, readStaged, stageRead } from "./buffers.ts";
import { resultNames, type Call, type ResultName } from "./call.ts";
import { orLost } from "./pipelines.ts";
import { createOwnBuffers, labelOf, record, type ReadyKernel } from "./record.ts";

export interface RunResult<T> {
  /** `[B, Hq, Sq, Dv]`, or what its strides span; f16 as 16-bit patterns. */
  readonly out: T;
  /** `[B, Hq, Sq]` f32, natural logarithm; −∞ for a row without keys. */
  readonly lse: T;
}

type Results = Readonly<Record<ResultName, GPUBuffer>>;

/** Runs a checked call. Arrays for q give arrays, a buffer for q gives buffers: the caller's, or new ones that the caller owns. */
export async function runCall(kernel: ReadyKernel, call: Call): Promise<RunResult<TensorData | GPUBuffer>> {
  const made: GPUBuffer[] = [];
  const fresh: GPUBuffer[] = [];
  const own = createOwnBuffers();
  const isOnDevice = call.tensors.get("q")!.buffer !== undefined;
  try {
    const result = await orLost(kernel.device, submit(kernel, call, { made, fresh, own, isOnDevice }));
    if (!isOnDevice) made.push(...fresh);
    return result;
  } catch (error) {
    made.push(...fresh);
    throw error;
  } finally {
    made.forEach((buffer) => buffer.destroy());
    own.destroy();
  }
}

interface Work {
  /** Uploads and staging buffers. */
  readonly made: GPUBuffer[];
  /** Results that the caller gave no buffer for. */
  readonly fresh: GPUBuffer[];
  readonly own: ReturnType<typeof createOwnBuffers>;
  readonly isOnDevice: boolean;
}

async function submit(kernel: ReadyKernel, call: Call, work: Work): Promise<RunResult<TensorData | GPUBuffer>> {
  const {
    device,
    module: { manifest },
  } = kernel;
  const { results, staged, errors } = withErrorScopes(device, () => commit(kernel, call, work));
  const error = await errors;
  if (error) fail(codes.gpuError(`a run of \`${manifest.name}\``, error.message));
  if (!staged) {
    await device.queue.onSubmittedWorkDone();
    return results;
  }
  const [out, lse] = await Promise.all([
    readStaged(staged.out, manifest.dtype, call.resultCounts.out),
    readStaged(staged.lse, "f32", call.resultCounts.lse),
  ]);
  return { out, lse };
}

/** What happens at once, without waiting: from the uploads to the queue. */
function commit(kernel: ReadyKernel, call: Call, { made, fresh, own, isOnDevice }: Work): { results: Results; staged: Results | undefined } {
  const {
    device,
    module: { manifest },
  } = kernel;
  const label = labelOf(manifest.name);
  const resultOf = (name: ResultName): GPUBuffer => {
    const given = call.tensors.get(name)?.buffer;
    const buffer = given ?? createOutput(device, `${label} ${name}`, name === "out" ? manifest.dtype : "f32", call.resultCounts[name]);
    if (!given) fresh.push(buffer);
    return buffer;
  };
  const results: Results = { out: resultOf("out"), lse: resultOf("lse") };
  const isResult = (name: string): name is ResultName => (resultNames as readonly string[]).includes(name);
  const tensor = (name: string) => (isResult(name) ? results[name] : bufferOf(device, call.tensors.get(name)!, `${label} ${name}`, made));
  const encoder = device.createCommandEncoder({ label });
  const pass = encoder.beginComputePass({ label });
  record(kernel, call, pass, tensor, own);
  pass.end();
  const stage = (name: ResultName): GPUBuffer => {
    const size = name === "out" ? call.resultCounts.out * (manifest.dtype === "f16" ? 2 : 4) : call.resultCounts.lse * 4;
    const staging = stageRead(device, encoder, results[name], size, `${label} ${name} read`);
    made.push(staging);
    return staging;
  };
  const staged = isOnDevice ? undefined : { out: stage("out"), lse: stage("lse") };
  device.queue.submit([encoder.finish()]);
  return { results, staged };
}

/** Runs `work` between error scopes, which are closed even if it throws; `errors` is the first one they caught. */
function withErrorScopes<T extends object>(device: GPUDevice, work: () => T): T & { errors: Promise<GPUError | undefined> } {
  device.pushErrorScope("validation");
  device.pushErrorScope("out-of-memory");
  const close = () => Promise.all([device.popErrorScope(), device.popErrorScope()]);
  try {
    const done = work();
    return { ...done, errors: close().then((errors) => errors.find((error) => error !== null) ?? undefined) };
  } catch (error) {
    close().catch(() => undefined);
    throw error;
  }
}
