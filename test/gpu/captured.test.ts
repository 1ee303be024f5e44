/** @file Captured tensors of every type and rank, params of every type, and the sizes that tensors introduce, against the reference. */
import { expect, it } from "vitest";
import { encodeHalf, type Tensor } from "#src/ir/tensor.ts";
import { compile } from "#src/runtime/compile.ts";
import { baseSizes, expectReference, noise, randomData, runCase, variantOf } from "#test/support/attention-data.ts";
import { gpuDescribe, testDevice } from "#test/support/device.ts";

const { Sq, Skv, Hq, Hkv, D } = baseSizes;
const f32 = (shape: readonly number[], seed: number): Tensor => ({
  type: "f32",
  shape,
  data: noise(
    shape.reduce((a, b) => a * b, 1),
    seed,
  ),
});
const i32 = (shape: readonly number[], values: readonly number[]): Tensor => ({ type: "i32", shape, data: Int32Array.from(values) });

gpuDescribe("captured tensors", () => {
  it("f16, on devices without shader-f16 too, of odd length", async () => {
    const text = "attention halves { input bias: f16[Hq, 25]\n score = score + bias[h, kv_idx % 25] }";
    const bias: Tensor = { type: "f16", shape: [Hq, 25], data: Uint16Array.from(noise(Hq * 25, 5), encodeHalf) };
    await expectReference({ text, inputs: { bias } });
    const special: Tensor = {
      type: "f16",
      shape: [Hq, 25],
      data: bias.data.map((bits, i) => [0x0001, 0x8000, 0x7bff, 0x03ff][i] ?? bits) as Uint16Array,
    };
    await expectReference({ text, inputs: { bias: special } });
  });

  it("bool, of a length that no word divides", async () => {
    const text = "attention kept { input keep: bool[B, Skv]\n mask = keep[b, kv_idx]\n score = keep[b, kv_idx - 1] ? score : 2 * score }";
    const keep: Tensor = { type: "bool", shape: [3, 51], data: Uint8Array.from({ length: 153 }, (_, i) => [0, 1, 255, 0, 7][i % 5]!) };
    await expectReference({ text, sizes: { B: 3, Skv: 51 }, inputs: { keep } });
  });

  it("i32 and u32", async () => {
    const text = `attention documents {
      input doc: i32[Sq]
      input part: u32[Skv]
      mask  = doc[q_idx] >= part[kv_idx]
      score = score - 0.125 * (doc[q_idx] - part[kv_idx])
    }`;
    const doc = i32(
      [Sq],
      Array.from({ length: Sq }, (_, i) => Math.floor(i / 7) - 2),
    );
    const part: Tensor = { type: "u32", shape: [Skv], data: Uint32Array.from({ length: Skv }, (_, i) => Math.floor(i / 9)) };
    await expectReference({ text, inputs: { doc, part } });
  });

  it("of rank 0, 1 and 4", async () => {
    const text = `attention ranks {
      input slope: f32[]
      input limit: i32[]
      input bias: f32[B, Hq, Sq, Skv]
      mask  = kv_idx - q_idx <= limit[]
      score = score * slope[] + bias[b, h, q_idx, kv_idx]
    }`;
    const inputs = { slope: f32([], 3), limit: i32([], [4]), bias: f32([2, Hq, Sq, Skv], 4) };
    await expectReference({ text, sizes: { B: 2 }, inputs });
  });

  it("whose dims introduce sizes, read from a length or from a shape", async () => {
    const text = `attention table {
      input table: f32[Hq, N]
      input start: i32[M]
      mask  = kv_idx >= start[min(b, M - 1)]
      score = score + table[h, min(abs(q_idx - kv_idx), N - 1)] / N
    }`;
    for (const [N, M] of [
      [5, 1],
      [13, 2],
      [1, 3],
    ] as const) {
      const inputs = { table: f32([Hq, N], 8), start: i32([M], [2, 5, 9].slice(0, M)) };
      const given = await expectReference({ text, sizes: { B: 2 }, inputs, introduced: { N, M } });
      const kernel = await compile(variantOf(text), { device: await testDevice(), Hq, Hkv, D, family: "quick" });
      const bare = { table: inputs.table.data, start: inputs.start.data };
      expect(await kernel.run({ ...randomData({ ...baseSizes, B: 2 }), ...bare }, { B: 2, Sq, Skv })).toEqual(given);
    }
  });

  it("with dims that are sums of sizes", async () => {
    const text = "attention relative { input bias: f32[2 * Sq + Skv - 1]\n score = score + bias[q_idx - kv_idx + Skv - 1] }";
    await expectReference({ text, inputs: { bias: f32([2 * Sq + Skv - 1], 4) } });
  });

  it("on the device already, with and without their values", async () => {
    const text = "attention lengths { input length: i32[B]\n mask = kv_idx < length[b] }";
    const length = i32([2], [20, 47]);
    const expected = await expectReference({ text, sizes: { B: 2 }, inputs: { length } });
    const device = await testDevice();
    const buffer = device.createBuffer({ size: 8, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST });
    device.queue.writeBuffer(buffer, 0, Int32Array.of(20, 47));
    const kernel = await compile(variantOf(text), { device, Hq, Hkv, D, block: [16, 16], family: "quick" });
    const data = randomData({ ...baseSizes, B: 2 });
    expect(await kernel.run({ ...data, length: buffer }, { B: 2, Sq, Skv })).toEqual(expected);
    expect(await kernel.run({ ...data, length: { data: buffer, values: Int32Array.of(20, 47) } }, { B: 2, Sq, Skv })).toEqual(expected);
    buffer.destroy();
  });
});

gpuDescribe("params", () => {
  const text = `attention mix {
    param shift: i32 = 3
    param gain: f32 = 0.5
    param flip: bool = false
    mask  = (q_idx + shift >= kv_idx) != flip
    score = flip ? score : score * gain
  }`;

  it.each([{}, { shift: -20 }, { gain: -3.25 }, { flip: true }, { shift: 2147483000, gain: 1e-30, flip: 1 }])("%o", async (params) => {
    await expectReference({ text, params: { shift: 3, gain: 0.5, flip: false, ...params } });
  });

  it("left out take their defaults", async () => {
    expect(await runCase({ text })).toEqual(await runCase({ text, params: { shift: 3, gain: 0.5, flip: false } }));
  });
});

gpuDescribe("the plainest variants", () => {
  it.each([
    "attention all { }",
    "attention uniform { score = 0 }",
    "attention never_reads_q { score = 0.1 * (kv_idx - q_idx) }",
    "attention always { mask = true }",
    "attention never { mask = false }",
  ])("%s", async (text) => {
    await expectReference({ text });
  });
});
