/** @file The ground under all other tests: the device computes, and Tint validates without one. */
import { describe, expect, it } from "vitest";
import { gpuDescribe, hasF16, testDevice } from "#test/support/device.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

/** Doubles 1000 numbers of a storage type on the device. */
async function double(type: "f32" | "f16"): Promise<Float32Array> {
  const device = await testDevice();
  const code = `${type === "f16" ? "enable f16;" : ""}
    @group(0) @binding(0) var<storage, read_write> data: array<f32>;
    @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
      if (id.x < arrayLength(&data)) { data[id.x] = f32(${type}(data[id.x]) * 2); }
    }`;
  const compute = { module: device.createShaderModule({ label: "double", code }), entryPoint: "main" };
  const pipeline = await device.createComputePipelineAsync({ label: "double", layout: "auto", compute });
  const size = 4000;
  const data = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
  const read = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  device.queue.writeBuffer(
    data,
    0,
    Float32Array.from({ length: 1000 }, (_, index) => index / 4),
  );
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer: data } }] }));
  pass.dispatchWorkgroups(16);
  pass.end();
  encoder.copyBufferToBuffer(data, 0, read, 0, size);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(GPUMapMode.READ);
  const result = new Float32Array(read.getMappedRange().slice(0));
  for (const buffer of [data, read]) buffer.destroy();
  return result;
}

gpuDescribe("the device of the tests", () => {
  it("runs a compute shader", async () => {
    expect(await double("f32")).toEqual(Float32Array.from({ length: 1000 }, (_, index) => index / 2));
  });

  it("computes in f16 where it says so", async () => {
    if (hasF16) return expect(await double("f16")).toEqual(Float32Array.from({ length: 1000 }, (_, index) => index / 2));
    const device = await testDevice();
    device.pushErrorScope("validation");
    await expect(double("f16")).rejects.toThrow();
    expect(await device.popErrorScope()).not.toBeNull();
  });
});

describe("validation without a driver", () => {
  it("accepts a valid shader", async () => {
    expect(await validateWgsl("@compute @workgroup_size(1) fn main() {}")).toEqual([]);
  });

  it("places what is wrong", async () => {
    const [message] = await validateWgsl("@compute @workgroup_size(1) fn main() {\n  let a: i32 = 1.5;\n}");
    expect(message).toMatchObject({ type: "error", line: 2 });
  });

  it("knows f16", async () => {
    expect(await validateWgsl("enable f16;\n@compute @workgroup_size(1) fn main() { let a: f16 = 1.5h; }")).toEqual([]);
  });
});
