/**
 * @file Pipelines per device: made asynchronously, one creation per kernel in flight, kept while the device lives. A lost device drops its
 * pipelines and rejects what is pending on it.
 */
import type { Program } from "#codegen/manifest.ts";
import * as codes from "#src/diagnostics/codes/limits.ts";
import type { HeedError } from "#src/diagnostics/diagnostic.ts";
import { fail, toError } from "#src/diagnostics/report.ts";
import type { Span } from "#src/diagnostics/span.ts";
import { labelOf } from "./record.ts";

/** The place of the user's text that a line of the kernel came from, where the compiler is there to say so. */
export type LineOrigin = (line: number, program: Program) => Span | undefined;

interface DeviceState {
  readonly pipelines: Map<string, Promise<GPUComputePipeline>>;
  /** Told once when the device is lost; work that ends before takes itself out, so that a long life leaves nothing behind. */
  readonly pending: Set<(reason: unknown) => void>;
  lost?: HeedError;
}

const states = new WeakMap<GPUDevice, DeviceState>();

function stateOf(device: GPUDevice): DeviceState {
  const known = states.get(device);
  if (known) return known;
  const state: DeviceState = { pipelines: new Map(), pending: new Set() };
  states.set(device, state);
  void device.lost.then(({ message, reason }) => {
    state.lost = toError([codes.deviceLost(message || reason)]);
    state.pipelines.clear();
    state.pending.forEach((reject) => reject(state.lost));
  });
  return state;
}

/** Settles as `work` does, or rejects when the device is lost first: work that a lost device breaks says so, not how it broke. */
export function orLost<T>(device: GPUDevice, work: Promise<T>): Promise<T> {
  const { lost, pending } = stateOf(device);
  return new Promise<T>((resolve, reject) => {
    pending.add(reject);
    if (lost) reject(lost);
    const late = work.catch((reason: unknown) => new Promise<never>((_, refuse) => setTimeout(refuse, 0, reason)));
    void late.then(resolve, reject).finally(() => pending.delete(reject));
  });
}

/** Values of a kernel's pipeline constants (`override`). */
export type Constants = Readonly<Record<string, number>>;

/** The pipeline of a kernel on a device: the cached one, the one being made, or a new one. A failed creation is not kept. */
export function pipelineFor(device: GPUDevice, program: Program, originOf?: LineOrigin, constants: Constants = {}): Promise<GPUComputePipeline> {
  const { pipelines, lost } = stateOf(device);
  if (lost) return Promise.reject(lost);
  const key = JSON.stringify(constants) + program.wgsl;
  const known = pipelines.get(key);
  if (known) return known;
  const made = orLost(device, createPipeline(device, program, constants, originOf));
  pipelines.set(key, made);
  made.catch(() => pipelines.delete(key));
  return made;
}

async function createPipeline(device: GPUDevice, program: Program, constants: Constants, originOf?: LineOrigin): Promise<GPUComputePipeline> {
  const { manifest, wgsl } = program;
  const label = labelOf(manifest.name);
  device.pushErrorScope("validation");
  device.pushErrorScope("internal");
  const shader = device.createShaderModule({ label: `${label} shader`, code: wgsl });
  const bindings = device.createBindGroupLayout({
    label: `${label} bindings`,
    entries: manifest.bindings.map(({ binding, access }) => ({
      binding,
      visibility: 4, // GPUShaderStage.COMPUTE, a global that not every host defines
      buffer: { type: access === "uniform" ? access : access === "read" ? "read-only-storage" : "storage" },
    })),
  });
  const layout = device.createPipelineLayout({ label: `${label} layout`, bindGroupLayouts: [bindings] });
  let failure: unknown;
  const creation = device
    .createComputePipelineAsync({ label: `${label} pipeline`, layout, compute: { module: shader, entryPoint: manifest.entryPoint, constants } })
    .catch((reason: unknown) => void (failure = reason));
  const scopes = [device.popErrorScope(), device.popErrorScope()];
  const [pipeline, { messages }, ...errors] = await Promise.all([creation, shader.getCompilationInfo(), ...scopes]);
  // A compile message is at the user's line, if that is where the line of the kernel came from.
  const complaint = messages.find(({ type }) => type === "error");
  const cause = complaint ?? failure ?? errors.find((error) => error);
  if (pipeline && !cause) return pipeline;
  const line = complaint?.lineNum;
  return fail(codes.kernelRefused(manifest.name, (cause as Error)?.message ?? String(cause), line ? originOf?.(line, program) : undefined, line));
}
