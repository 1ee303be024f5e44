/** @file Results of kernels that read a plan made on the device: the reference's, and bit for bit those with the CPU's plan. */
import { expect, it } from "vitest";
import { compileVariant } from "#src/compile.ts";
import type { Tensor } from "#src/ir/tensor.ts";
import { compareWithBudget, rowBudgets } from "#src/reference/budget.ts";
import type { CallTensors } from "#src/runtime/call.ts";
import { createKernel } from "#src/runtime/kernel.ts";
import { problemOf, variantOf, type AttentionCase } from "#test/support/attention-data.ts";
import { gpuDescribe, testDevice } from "#test/support/device.ts";
import { encode, upload, uploadTensor } from "#test/support/refined-plans.ts";
import { readWords, spyDevice } from "#test/support/spy-device.ts";

const target = { Hq: 2, D: 8, block: [16, 16], family: "quick" } as const;

const text = `attention packed {
  param window: i32 = 1000
  input doc: i32[B, N]
  input reach: f32[Hq]
  mask = doc[b, q_idx] == doc[b, kv_idx] && q_idx - kv_idx < window && kv_idx - q_idx < reach[h]
  score = score + 0.125 * doc[b, kv_idx]
}`;

/** Documents of these lengths in each batch; a call of them. */
function packed(lengths: readonly number[], window = 1000): AttentionCase & { inputs: Record<string, Tensor> } {
  const one = lengths.flatMap((length, doc) => Array.from({ length }, () => doc));
  const doc: Tensor = { type: "i32", shape: [2, one.length], data: Int32Array.from([...one, ...one.toReversed()]) };
  const reach: Tensor = { type: "f32", shape: [2], data: Float32Array.of(1, 30.5) };
  return { text, sizes: { B: 2, Sq: one.length, Skv: one.length }, inputs: { doc, reach }, params: { window }, introduced: { N: one.length } };
}

const calls = [packed([40, 30, 26]), packed([3, 90, 1, 2]), packed([50, 20], 12), packed([7])];

/** The case as `run` and `encode` take it. */
function callOf({ inputs, ...test }: ReturnType<typeof packed>) {
  const { sizes, q, k, v } = problemOf({ ...test, inputs });
  return {
    data: { q: Float32Array.from(q), k: Float32Array.from(k), v: Float32Array.from(v) },
    options: { ...sizes, params: test.params ?? {} },
    inputs,
  };
}

const onDevice = async (inputs: Readonly<Record<string, Tensor>>): Promise<CallTensors> =>
  Object.fromEntries(await Promise.all(Object.entries(inputs).map(async ([name, input]) => [name, await uploadTensor(input)] as const)));

const floats = async (buffer: GPUBuffer): Promise<Float32Array> => new Float32Array((await readWords(buffer)).buffer);

gpuDescribe("kernels that read a plan made on the device", () => {
  it("give the reference's results, by `run`, with one pipeline of each kernel for all data, sizes and params", async () => {
    const { device, calls: made } = await spyDevice();
    const kernel = await createKernel(device, compileVariant(variantOf(text), target));
    for (const each of calls) {
      const { data, options, inputs } = callOf(each);
      const result = (await kernel.run({ ...data, ...(await onDevice(inputs)) }, options)) as { out: Float32Array; lse: Float32Array };
      expect(compareWithBudget(result, rowBudgets(variantOf(text), problemOf(each))).firstBad).toBeUndefined();
      expect(result).toEqual(await kernel.run({ ...data, ...inputs }, options));
    }
    expect(made.get("createComputePipelineAsync")).toBe(4);
  });

  it("where the device has some of the tensors alone, or all with their values", async () => {
    const kernel = await createKernel(await testDevice(), compileVariant(variantOf(text), target));
    const { data, options, inputs } = callOf(calls[0]!);
    const expected = await kernel.run({ ...data, ...inputs }, options);
    const { doc, reach } = await onDevice(inputs);
    expect(await kernel.run({ ...data, doc: doc!, reach: inputs["reach"]! }, options)).toEqual(expected);
    expect(await kernel.run({ ...data, doc: inputs["doc"]!, reach: reach! }, options)).toEqual(expected);
  });

  it("by `encode`: calls of one size share a buffer, in one pass after the other and in the same", async () => {
    const { device, calls: made, buffers } = await spyDevice();
    const kernel = await createKernel(device, compileVariant(variantOf(text), target));
    const alike = [packed([40, 30, 26]), packed([3, 90, 1, 2]), packed([96])].map(callOf);
    const tensors = await Promise.all(
      alike.map(async ({ data, options: { B, Sq }, inputs }) => ({
        q: await upload(data.q),
        k: await upload(data.k),
        v: await upload(data.v),
        out: await upload(new Float32Array(B * 2 * Sq * 8)),
        lse: await upload(new Float32Array(B * 2 * Sq)),
        ...(await onDevice(inputs)),
      })),
    );
    made.clear();
    const { options } = alike[0]!;
    const encoder = (await testDevice()).createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const each of tensors.slice(0, 2)) kernel.encode(pass, each, options);
    pass.end();
    (await testDevice()).queue.submit([encoder.finish()]);
    await encode(kernel, tensors[2]!, options);
    expect(buffers.map(({ label }) => label)).toEqual(["heed packed plan", "heed packed refined", "heed packed call", "heed packed call"]);
    expect(Object.fromEntries(made)).toEqual({ createBuffer: 4, createBindGroup: 6 });
    for (const [i, { data, inputs }] of alike.entries()) {
      const expected = (await kernel.run({ ...data, ...inputs }, options)) as { out: Float32Array; lse: Float32Array };
      expect({ out: await floats(tensors[i]!.out), lse: await floats(tensors[i]!.lse) }).toEqual(expected);
    }
  });

  it("whose rows join what they have no room for", async () => {
    const { device, buffers } = await spyDevice({ maxStorageBufferBindingSize: 3072 });
    const coming = "attention coming { input keep: bool[Skv]\n mask = keep[kv_idx] && q_idx + 20 >= kv_idx }";
    const kernel = await createKernel(device, compileVariant(variantOf(coming), { ...target, Hq: 1, D: 1 }));
    const keep: Tensor = { type: "bool", shape: [180], data: Uint8Array.from({ length: 180 }, (_, i) => [1, i % 2, 0][(i >> 4) % 3]!) };
    const test = { text: coming, sizes: { Hq: 1, Hkv: 1, Sq: 190, Skv: 180, D: 1, Dv: 1 }, inputs: { keep } };
    const { data, options, inputs } = callOf(test);
    const result = (await kernel.run({ ...data, ...(await onDevice(inputs)) }, options)) as { out: Float32Array; lse: Float32Array };
    expect(compareWithBudget(result, rowBudgets(variantOf(coming), problemOf(test))).firstBad).toBeUndefined();
    // 12 rows with room for two runs each, of some eight.
    expect(buffers.find(({ label }) => label.endsWith("refined"))?.size).toBe(16 * 12 * (2 + 2));
  });
});
