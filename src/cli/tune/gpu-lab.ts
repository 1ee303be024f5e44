/** @file Where schedules become kernels on the device, are judged on random data, and timed. */
import { compileVariant } from "#src/compile.ts";
import { HeedError } from "#src/diagnostics/diagnostic.ts";
import * as limitCodes from "#src/diagnostics/codes/limits.ts";
import type { KernelModule } from "#codegen/manifest.ts";
import { weightsOf, type Schedule } from "#codegen/schedule.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { FileTensor } from "#src/node/files/tensor.ts";
import type { BadElement } from "#src/reference/budget.ts";
import type { DenseSizes } from "#src/reference/dense.ts";
import type { CallTensors } from "#src/runtime/call.ts";
import { createKernel, type Kernel } from "#src/runtime/kernel.ts";
import { bufferOf, download, emptyBuffer } from "../bench/gpu-buffers.ts";
import { denseProblem, toFloats } from "../dense-call.ts";
import { randomCall } from "../random-call.ts";
import { createCheck, type Check, type Result } from "./check.ts";
import { shortSchedule } from "./report.ts";
import type { Failure, Lab } from "./search.ts";
import type { TuneSettings, TuneTask } from "./task.ts";
import { callsForSample, type Timer } from "./timer.ts";

/** A kernel for each number of heads among the shapes. */
export type Kernels = ReadonlyMap<string, Kernel>;

/** A shape with its data on the device. */
interface Subject {
  readonly sizes: DenseSizes;
  readonly tensors: CallTensors & Readonly<Record<"out" | "lse", GPUBuffer>>;
  readonly check: Check;
  /** In one pass, so that it takes long enough to be timed. */
  calls: number | undefined;
}

export interface GpuLab extends Lab<Kernels> {
  /** Destroys what was made for the task. */
  destroy(): void;
}

const headsOf = ({ Hq, Hkv }: Pick<DenseSizes, "Hq" | "Hkv">): string => `${Hq}/${Hkv}`;

export function createGpuLab(task: TuneTask, settings: TuneSettings, device: GPUDevice, timer: Timer, report: Report): GpuLab {
  const buffers: GPUBuffer[] = [];
  const kept = (buffer: GPUBuffer): GPUBuffer => (buffers.push(buffer), buffer);
  const subjects = task.shapes.map((sizes) => prepare(task, sizes, settings, device, report, kept));
  const made: Kernel[] = [];
  const record =
    (kernels: Kernels, { sizes, tensors }: Subject, calls: number) =>
    (pass: GPUComputePassEncoder) => {
      const { B, Sq, Skv } = sizes;
      for (let i = 0; i < calls; i++) kernels.get(headsOf(sizes))!.encode(pass, tensors, { B, Sq, Skv, params: settings.params });
    };
  const timeOne = async (kernels: Kernels, subject: Subject): Promise<number> => {
    subject.calls ??= await callsForSample((calls) => timer.time(record(kernels, subject, calls)));
    return (await timer.time(record(kernels, subject, subject.calls))) / subject.calls;
  };
  return {
    now: () => performance.now(),
    async make(schedule) {
      const start = performance.now();
      return orFailure(async () => {
        const kernels = await createKernels(task, settings, schedule, device);
        made.push(...kernels.values());
        return { kernel: kernels, createMs: performance.now() - start };
      });
    },
    async judge(schedule, kernels) {
      return orFailure(async () => {
        const start = performance.now();
        await inScopes(device, async () => {
          for (const subject of subjects) await timer.time(record(kernels, subject, 1));
        });
        const firstMs = performance.now() - start;
        for (const subject of subjects) {
          const bad = subject.check.firstBad(await read(subject, settings, device), weightsOf(schedule));
          if (bad) return wrong(task, schedule, bad, report);
        }
        return { firstMs };
      });
    },
    async time(kernels) {
      let sum = 0;
      for (const subject of subjects) sum += await timeOne(kernels, subject);
      return sum;
    },
    destroy() {
      for (const kernel of made) kernel.destroy();
      for (const buffer of buffers) buffer.destroy();
    },
  };
}

async function orFailure<T>(work: () => Promise<T>): Promise<T | Failure> {
  try {
    return await work();
  } catch (thrown) {
    return { reason: reasonOf(thrown), isWrong: false };
  }
}

/** What the device complains of is thrown. */
async function inScopes(device: GPUDevice, work: () => Promise<void>): Promise<void> {
  device.pushErrorScope("validation");
  device.pushErrorScope("out-of-memory");
  let closed: Promise<(GPUError | null)[]> | undefined;
  try {
    await work();
  } finally {
    closed = Promise.all([device.popErrorScope(), device.popErrorScope()]);
  }
  const error = (await closed).find((caught) => caught);
  if (error) throw new Error(error.message);
}

/** Only what runs is made: no kernels for few rows in prefill, and in decode a main kernel that takes no time to make. */
async function createKernels({ variant, shapes, phase, request }: TuneTask, settings: TuneSettings, schedule: Schedule, device: GPUDevice) {
  const { dtype } = settings;
  const { D, Dv, block, limits, family } = request;
  const kernels = new Map<string, Kernel>();
  const mostRows = Math.max(...shapes.map(({ Sq }) => Sq));
  for (const { Hq, Hkv } of shapes) {
    if (kernels.has(headsOf({ Hq, Hkv }))) continue;
    const target = { Hq, Hkv, D, Dv, dtype, block, limits };
    const quick = compileVariant(variant, { ...target, family: "quick" }).manifest.schedule;
    const schedules = phase === "decode" ? { prefill: quick, decode: schedule } : { prefill: schedule };
    const { manifest, wgsl, decoder, combiner } = compileVariant(variant, { ...target, family, schedules });
    const module: KernelModule = { manifest, wgsl, ...(phase === "decode" ? { decoder: decoder!, combiner: combiner! } : {}) };
    if (phase === "decode" && mostRows > decoder!.manifest.mostRows) throw new Error(`it is for ${decoder!.manifest.mostRows} rows at most`);
    kernels.set(headsOf({ Hq, Hkv }), await createKernel(device, module));
  }
  return kernels;
}

function prepare(
  { variant }: TuneTask,
  sizes: DenseSizes,
  { dtype, params, seed }: TuneSettings,
  device: GPUDevice,
  report: Report,
  kept: (buffer: GPUBuffer) => GPUBuffer,
): Subject {
  const call = randomCall(variant, { sizes, dtype, params, seed }, report);
  const check = createCheck(variant, denseProblem(variant, call, report), dtype, seed);
  const { B, Hq, Sq, Dv } = sizes;
  const upload = ({ data }: FileTensor): GPUBuffer => kept(bufferOf(device, data));
  const captured = Object.entries(call.inputs).map(([name, tensor]) => [name, { data: upload(tensor), shape: tensor.shape, values: tensor.data }]);
  const tensors = {
    ...Object.fromEntries(captured),
    q: upload(call.q),
    k: upload(call.k),
    v: upload(call.v),
    out: kept(emptyBuffer(device, B * Hq * Sq * Dv * (dtype === "f16" ? 2 : 4))),
    lse: kept(emptyBuffer(device, B * Hq * Sq * 4)),
  };
  return { sizes, tensors, check, calls: undefined };
}

async function read({ sizes, tensors }: Subject, { dtype }: TuneSettings, device: GPUDevice): Promise<Result> {
  const { B, Hq, Sq, Dv } = sizes;
  const [out, lse] = [await download(device, tensors.out), await download(device, tensors.lse)];
  const rows = B * Hq * Sq;
  const data = dtype === "f16" ? new Uint16Array(out, 0, rows * Dv) : new Float32Array(out, 0, rows * Dv);
  return { out: toFloats({ type: dtype, data }), lse: new Float32Array(lse, 0, rows) };
}

/** The user hears of it: it is a mistake of Heed, or of the driver. */
function wrong({ variant, phase }: TuneTask, schedule: Schedule, bad: BadElement, report: Report): Failure {
  const place = `${bad.what}[${bad.index.join(", ")}]`;
  report.add(limitCodes.wrongSchedule(`${variant.name}, ${phase}`, shortSchedule(schedule), place, bad.found, bad.expected));
  return { reason: `wrong: ${place} is ${bad.found} and should be ${bad.expected}`, isWrong: true };
}

/** What went wrong, on one line. */
export const reasonOf = (thrown: unknown): string => {
  const text = thrown instanceof HeedError ? thrown.diagnostics[0]!.message : thrown instanceof Error ? thrown.message : String(thrown);
  return text.trim().split("\n")[0]!;
};
