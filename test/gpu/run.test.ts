/** @file The three ways to call a kernel on a real device: arrays in and out, buffers in and out, into a pass of the caller's. */
import { afterAll, expect, it, vi } from "vitest";
import { openDevice } from "#src/node/dawn.ts";
import { createFilled, createOutput, usage } from "#src/runtime/buffers.ts";
import { compile } from "#src/runtime/compile.ts";
import type { Kernel } from "#src/runtime/kernel.ts";
import type { DenseSizes } from "#src/reference/dense.ts";
import { compareWithBudget, rowBudgets } from "#src/reference/budget.ts";
import { baseSizes, noise, problemOf, randomData, variantOf } from "#test/support/attention-data.ts";
import { gpuDescribe, testDevice } from "#test/support/device.ts";

const text = `attention window {
  param window: i32 = 12
  mask = q_idx >= kv_idx && q_idx - kv_idx <= window
}`;
const sizes: DenseSizes = { ...baseSizes, B: 2, Hq: 4 };
const { B, Hq, Hkv, Sq, Skv, D, Dv } = sizes;
const data = randomData(sizes);
const owned: GPUBuffer[] = [];
afterAll(() => owned.forEach((buffer) => buffer.destroy()));

const compiled = async (): Promise<Kernel> => compile(variantOf(text), { device: await testDevice(), Hq, Hkv, D, family: "quick" });

async function upload(values: Float32Array, label = "caller's"): Promise<GPUBuffer> {
  const buffer = createFilled(await testDevice(), label, usage.storage, values);
  owned.push(buffer);
  return buffer;
}

async function output(count: number): Promise<GPUBuffer> {
  const buffer = createOutput(await testDevice(), "caller's result", "f32", count);
  owned.push(buffer);
  return buffer;
}

async function readBack(buffer: GPUBuffer, count: number): Promise<Float32Array> {
  const device = await testDevice();
  const staging = device.createBuffer({ size: buffer.size, usage: usage.mapRead | usage.copyDst });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(1);
  const values = new Float32Array(staging.getMappedRange().slice(0), 0, count);
  staging.destroy();
  return values;
}

function expectWithin(result: { out: ArrayLike<number>; lse: ArrayLike<number> }, params: Record<string, number> = {}, scale?: number): void {
  const problem = problemOf({ text, sizes, params: { window: 12, ...params }, ...(scale === undefined ? {} : { scale }) });
  expect(compareWithBudget(result, rowBudgets(variantOf(text), problem)).firstBad).toBeUndefined();
}

type Arrays = { out: Float32Array; lse: Float32Array };

/** `[B, H, S, D]` data moved to `[B, S, H, D]`. */
function toRowsFirst(values: Float32Array, heads: number, rows: number, width: number): Float32Array {
  return values.map((_, i) => {
    const [d, h, s, b] = [i % width, Math.floor(i / width) % heads, Math.floor(i / width / heads) % rows, Math.floor(i / width / heads / rows)];
    return values[((b * heads + h) * rows + s) * width + d]!;
  });
}

const rowsFirst = (heads: number, rows: number, width: number) => [rows * heads * width, width, heads * width, 1];

gpuDescribe("run", () => {
  it("takes arrays and gives arrays; views into larger buffers too", async () => {
    const kernel = await compiled();
    const { out, lse } = (await kernel.run(data, { B, Sq, Skv })) as Arrays;
    expect([out.length, lse.length]).toEqual([B * Hq * Sq * Dv, B * Hq * Sq]);
    expectWithin({ out, lse });
    const wide = new Float32Array(data.q.length + 7);
    wide.set(data.q, 5);
    expect(await kernel.run({ ...data, q: wide.subarray(5, 5 + data.q.length) }, { B, Sq, Skv })).toEqual({ out, lse });
  });

  it("takes buffers and gives new buffers that the caller owns", async () => {
    const kernel = await compiled();
    const tensors = { q: await upload(data.q), k: await upload(data.k), v: await upload(data.v) };
    const { out, lse } = (await kernel.run(tensors, { B, Sq, Skv })) as { out: GPUBuffer; lse: GPUBuffer };
    owned.push(out, lse);
    expect([out.label, lse.label]).toEqual(["heed window out", "heed window lse"]);
    expectWithin({ out: await readBack(out, B * Hq * Sq * Dv), lse: await readBack(lse, B * Hq * Sq) });
  });

  it("writes into the caller's buffers where they are given, whatever their size beyond", async () => {
    const kernel = await compiled();
    const [out, lse] = [await output(B * Hq * Sq * Dv + 100), await output(B * Hq * Sq + 3)];
    const given = await kernel.run({ q: await upload(data.q), k: await upload(data.k), v: await upload(data.v), out, lse }, { B, Sq, Skv });
    expect(given.out === out && given.lse === lse).toBe(true);
    expectWithin({ out: await readBack(out, B * Hq * Sq * Dv), lse: await readBack(lse, B * Hq * Sq) });
    const arrays = (await kernel.run({ ...data, out }, { B, Sq, Skv })) as Arrays;
    expect(arrays.out).toHaveLength(B * Hq * Sq * Dv);
    expectWithin(arrays);
  });

  it("mixes arrays and buffers", async () => {
    const kernel = await compiled();
    expectWithin((await kernel.run({ ...data, k: await upload(data.k) }, { B, Sq, Skv })) as Arrays);
  });

  it("answers many calls at once, each with its own params", async () => {
    const kernel = await compiled();
    const windows = [0, 1, 5, 12, 40];
    const results = await Promise.all(windows.map((window) => kernel.run(data, { B, Sq, Skv, params: { window } })));
    results.forEach((result, i) => expectWithin(result as Arrays, { window: windows[i]! }));
  });

  it("uses the scale that it was compiled with", async () => {
    for (const scale of [0.25, -1, 0]) {
      const kernel = await compile(variantOf(text), { device: await testDevice(), Hq, Hkv, D, scale, family: "quick" });
      expectWithin((await kernel.run(data, { B, Sq, Skv })) as Arrays, {}, scale);
    }
  });
});

gpuDescribe("strides", () => {
  it("[B, S, H, D] for everything", async () => {
    const kernel = await compiled();
    const tensors = { q: toRowsFirst(data.q, Hq, Sq, D), k: toRowsFirst(data.k, Hkv, Skv, D), v: toRowsFirst(data.v, Hkv, Skv, Dv) };
    const strides = { q: rowsFirst(Hq, Sq, D), k: rowsFirst(Hkv, Skv, D), v: rowsFirst(Hkv, Skv, Dv), out: rowsFirst(Hq, Sq, Dv) };
    const expected = (await kernel.run(data, { B, Sq, Skv })) as Arrays;
    const { out, lse } = await kernel.run(tensors, { B, Sq, Skv, strides });
    expect(out).toEqual(toRowsFirst(expected.out, Hq, Sq, Dv));
    expect(lse).toEqual(expected.lse);
  });

  it("0 where all batches share k and v, and rows apart from each other", async () => {
    const kernel = await compiled();
    const perBatch = { k: data.k.slice(0, Hkv * Skv * D), v: data.v.slice(0, Hkv * Skv * Dv) };
    const twice = (values: Float32Array) => Float32Array.of(...values, ...values);
    const expected = await kernel.run({ q: data.q, k: twice(perBatch.k), v: twice(perBatch.v) }, { B, Sq, Skv });
    const strides = { k: [0, Skv * D, D, 1], v: [0, Skv * Dv, Dv, 1] };
    expect(await kernel.run({ q: data.q, ...perBatch }, { B, Sq, Skv, strides })).toEqual(expected);
    const padded = new Float32Array(B * Hq * Sq * (D + 3)).fill(Number.NaN);
    data.q.forEach((value, i) => (padded[Math.floor(i / D) * (D + 3) + (i % D)] = value));
    const apart = { ...strides, q: [Hq * Sq * (D + 3), Sq * (D + 3), D + 3, 1] };
    expect(await kernel.run({ q: padded, ...perBatch }, { B, Sq, Skv, strides: apart })).toEqual(expected);
  });

  it("a transposed k", async () => {
    const kernel = await compiled();
    const k = data.k.map((_, i) => data.k[Math.floor(i / (D * Skv)) * D * Skv + (i % Skv) * D + (Math.floor(i / Skv) % D)]!);
    const strides = { k: [Hkv * D * Skv, D * Skv, 1, Skv] };
    expect(await kernel.run({ ...data, k }, { B, Sq, Skv, strides })).toEqual(await kernel.run(data, { B, Sq, Skv }));
  });
});

gpuDescribe("encode", () => {
  it("records two calls with different params into one pass, one submission", async () => {
    const device = await testDevice();
    const kernel = await compiled();
    const tensors = { q: await upload(data.q), k: await upload(data.k), v: await upload(data.v) };
    const windows = [3, 30];
    const results = await Promise.all(windows.map(async () => ({ out: await output(B * Hq * Sq * Dv), lse: await output(B * Hq * Sq) })));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    windows.forEach((window, i) => kernel.encode(pass, { ...tensors, ...results[i] }, { B, Sq, Skv, params: { window } }));
    pass.end();
    device.queue.submit([encoder.finish()]);
    for (const [i, window] of windows.entries()) {
      const { out, lse } = results[i]!;
      expectWithin({ out: await readBack(out, B * Hq * Sq * Dv), lse: await readBack(lse, B * Hq * Sq) }, { window });
    }
    kernel.destroy();
  });

  it("chains kernels: the result of one is the input of the next", async () => {
    const device = await testDevice();
    const kernel = await compiled();
    const tensors = { q: await upload(data.q), k: await upload(data.k), v: await upload(data.v) };
    const [first, second, lse] = [await output(B * Hq * Sq * Dv), await output(B * Hq * Sq * Dv), await output(B * Hq * Sq)];
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    kernel.encode(pass, { ...tensors, out: first, lse }, { B, Sq, Skv });
    kernel.encode(pass, { ...tensors, q: first, out: second, lse }, { B, Sq, Skv });
    pass.end();
    device.queue.submit([encoder.finish()]);
    const q = await readBack(first, B * Hq * Sq * D);
    const again = (await kernel.run({ ...data, q }, { B, Sq, Skv })) as Arrays;
    expect(await readBack(second, B * Hq * Sq * Dv)).toEqual(again.out);
  });
});

gpuDescribe("pipelines of a real device", () => {
  it("are made once, whatever changes between calls", async () => {
    const device = await testDevice();
    const pipelines = vi.spyOn(device, "createComputePipelineAsync");
    const counted = variantOf(
      "attention counted { param window: i32 = 9\n input bias: f32[Hq, N]\n mask = q_idx - kv_idx < window\n score = score + bias[h, kv_idx % N] }",
    );
    const kernel = await compile(counted, { device, Hq, Hkv, D, family: "quick" });
    for (const change of [{}, { B: 1 }, { Sq: 7 }, { Skv: 131 }]) {
      const changed = { ...sizes, ...change };
      for (const [window, N] of [
        [9, 4],
        [30, 11],
      ] as const) {
        await kernel.run(
          { ...randomData(changed), bias: noise(Hq * N, window) },
          { B: changed.B, Sq: changed.Sq, Skv: changed.Skv, params: { window } },
        );
      }
    }
    await compile(counted, { device, Hq, Hkv, D, family: "quick" });
    expect(pipelines).toHaveBeenCalledTimes(3);
    pipelines.mockRestore();
  });

  it("are gone with their device", async () => {
    const device = await openDevice();
    const kernel = await compile(variantOf(text), { device, Hq, Hkv, D, family: "quick" });
    const pending = kernel.run(data, { B, Sq, Skv });
    device.destroy();
    await expect(pending).rejects.toMatchObject({ code: "H613" });
    await expect(kernel.run(data, { B, Sq, Skv })).rejects.toMatchObject({ code: "H613" });
    await expect(compile(variantOf(text), { device, Hq, Hkv, D })).rejects.toMatchObject({ code: "H613" });
  });
});

gpuDescribe("what a running device refuses", () => {
  it("is told by the run that caused it", async () => {
    const kernel = await compiled();
    const gone = createFilled(await testDevice(), "gone", usage.storage, noise(B * Hq * Sq * D, 3));
    gone.destroy();
    await expect(kernel.run({ q: gone, k: await upload(data.k), v: await upload(data.v) }, { B, Sq, Skv })).rejects.toMatchObject({ code: "H614" });
    expectWithin((await kernel.run(data, { B, Sq, Skv })) as Arrays);
  });
});
