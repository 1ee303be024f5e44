/** @file What runs in the page: variants as text and as functions met at run time, compiled, run and held against the reference there. */
import { attention, compile, f32, fromAttn, HeedError, i32, type CallTensors } from "#src/index.ts";
import type { Tensor } from "#src/ir/tensor.ts";
import type { Variant } from "#src/ir/variant.ts";
import { toVariant } from "#src/frontend/index.ts";
import { compareWithBudget, rowBudgets } from "#src/reference/budget.ts";

/** What the page answers, as plain data. */
export interface PageResult {
  readonly adapter: string;
  /** Worst error over budget by variant. */
  readonly worst: Readonly<Record<string, number>>;
  /** Whether a Float16Array and its bit patterns gave the same result. */
  readonly halvesAgree: boolean;
  /** The code of the error of a run on a destroyed device. */
  readonly afterLoss: string | undefined;
}

const sizes = { B: 2, Hq: 4, Hkv: 2, Sq: 70, Skv: 90, D: 16, Dv: 12 };
const values = (count: number, step: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i * step));
const own = { q: values(2 * 4 * 70 * 16, 0.7), k: values(2 * 2 * 90 * 16, 1.3), v: values(2 * 2 * 90 * 12, 0.4) };
const slope: Tensor = { type: "f32", shape: [4], data: Float32Array.of(0.5, 0.25, 0.125, 0.0625) };

const asText = `attention alibi {
  input slope: f32[Hq]
  mask  = q_idx >= kv_idx
  score = score + slope[h] * (kv_idx - q_idx)
}`;

const asFunction = attention({
  name: "windowed",
  inputs: { slope: f32("Hq") },
  params: { window: i32(20) },
  mask: ({ q_idx, kv_idx }, { window }) => Math.abs(q_idx - kv_idx) <= window && kv_idx % 5 !== 2,
  score: ({ score, h, q_idx, kv_idx }, { slope: penalty }) => {
    const distance = Math.abs(kv_idx - q_idx);
    if (distance > 10) return score - 1;
    return score * Math.exp(-penalty(h)) + Math.floor(distance / 3) * 0.1;
  },
});

async function worstOf(device: GPUDevice, variant: Variant, scalars: Record<string, number>): Promise<number> {
  const { B, Sq, Skv, ...target } = sizes;
  const kernel = await compile(variant, { device, family: "quick", ...target });
  const { out, lse } = (await kernel.run({ ...own, slope }, { B, Sq, Skv })) as Record<"out" | "lse", Float32Array>;
  const verdict = compareWithBudget({ out, lse }, rowBudgets(variant, { sizes, ...own, inputs: new Map([["slope", slope]]), scalars }));
  return verdict.ok ? verdict.worst : Infinity;
}

async function compareHalves(device: GPUDevice): Promise<boolean> {
  const [variant] = fromAttn("attention near { input far: f16[Sq]\n mask = kv_idx < far[q_idx]\n score = score + far[q_idx] }");
  const { B, Sq, Skv, ...target } = sizes;
  const kernel = await compile(variant!, { device, family: "quick", ...target });
  const Float16 = (globalThis as unknown as { Float16Array: { from(numbers: number[]): Uint16Array } }).Float16Array;
  const halves = Float16.from(Array.from({ length: Sq }, (_, i) => 5 + i / 8));
  const run = async (far: CallTensors[string]) =>
    JSON.stringify(Object.values(await kernel.run({ ...own, far }, { B, Sq, Skv })).map((data) => [...(data as Float32Array)]));
  return (await run(halves)) === (await run(new Uint16Array(halves.buffer)));
}

async function runAfterLoss(device: GPUDevice): Promise<string | undefined> {
  const kernel = await compile(fromAttn(asText)[0]!, { device, family: "quick", Hq: 4, Hkv: 2, D: 16, Dv: 12 });
  device.destroy();
  await device.lost;
  const { B, Sq, Skv } = sizes;
  const failure = await kernel.run({ ...own, slope }, { B, Sq, Skv }).catch((error: unknown) => error);
  return failure instanceof HeedError ? failure.code : undefined;
}

async function check(): Promise<PageResult> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error("no WebGPU adapter");
  const device = await adapter.requestDevice();
  const worst = {
    alibi: await worstOf(device, fromAttn(asText)[0]!, {}),
    windowed: await worstOf(device, toVariant(asFunction), { window: 20 }),
  };
  const { vendor, architecture } = adapter.info;
  return { adapter: `${vendor} ${architecture}`, worst, halvesAgree: await compareHalves(device), afterLoss: await runAfterLoss(device) };
}

Object.assign(globalThis, { check });
