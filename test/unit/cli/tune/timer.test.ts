/** @file Which clock times are read from. */
import { expect, it, vi } from "vitest";
import { callsForSample, createTimer } from "#src/cli/tune/timer.ts";
import { gpuDescribe, testDevice } from "#test/support/device.ts";
import { mockDevice } from "#test/support/mock-device.ts";

/** A device whose own clock says that every pass takes so many milliseconds. */
function stamping(milliseconds: number): GPUDevice {
  const { device } = mockDevice({ features: ["timestamp-query"] });
  const createCommandEncoder = device.createCommandEncoder.bind(device);
  const buffer = {
    mapAsync: async () => undefined,
    getMappedRange: () => BigUint64Array.of(5n, 5n + BigInt(milliseconds * 1e6)).buffer,
    unmap: () => undefined,
  };
  return Object.assign(device, {
    createQuerySet: () => ({}),
    createBuffer: () => buffer,
    createCommandEncoder: (descriptor: GPUCommandEncoderDescriptor) =>
      Object.assign(createCommandEncoder(descriptor), { resolveQuerySet: () => undefined }),
    queue: { submit: () => undefined, onSubmittedWorkDone: () => new Promise((resolve) => setTimeout(resolve, 10)) },
  }) as unknown as GPUDevice;
}

it("is the device's, where it has one", async () => {
  const timer = createTimer(stamping(2));
  expect(timer.clock()).toBeUndefined();
  expect(await timer.time(() => undefined)).toBe(2);
  expect(timer.clock()).toBe("timestamps");
  expect(await timer.time(() => undefined)).toBe(2);
});

it.each([0, 1000])("is the wall's, where the device's says %d ms of some 10", async (milliseconds) => {
  const timer = createTimer(stamping(milliseconds));
  expect(await timer.time(() => undefined)).toBeGreaterThan(3);
  expect(timer.clock()).toBe("wall");
  expect(await timer.time(() => undefined)).toBeLessThan(1000);
});

it("is the wall's, where the device has none", async () => {
  const timer = createTimer(mockDevice().device);
  expect(timer.clock()).toBe("wall");
  expect(await timer.time(() => undefined)).toBeGreaterThanOrEqual(0);
});

it("is not decided by a call that is too short for the device's", async () => {
  const device = stamping(0);
  const timer = createTimer(device);
  const now = vi.spyOn(performance, "now").mockReturnValueOnce(100).mockReturnValueOnce(101);
  expect(await timer.time(() => undefined)).toBe(1);
  expect(timer.clock()).toBeUndefined();
  now.mockRestore();
});

it.each([
  [0, 1000],
  [0.01, 1000],
  [1, 30],
  [10, 3],
  [31, 1],
  [500, 1],
])("a call of %d ms is taken %d times", async (ms, calls) => {
  // Whatever is submitted takes a little besides.
  expect(await callsForSample(async (count) => 0.2 + count * ms)).toBe(calls);
});

gpuDescribe("on a device", () => {
  it("sees that more takes longer", async () => {
    const device = await testDevice();
    const code = `@group(0) @binding(0) var<storage, read_write> x: array<f32>;
      @compute @workgroup_size(1) fn main() { var sum = x[0]; for (var i = 0; i < 100000; i++) { sum = sum * 0.5 + 1.0; } x[0] = sum; }`;
    const pipeline = device.createComputePipeline({ layout: "auto", compute: { module: device.createShaderModule({ code }) } });
    const buffer = device.createBuffer({ size: 16, usage: 0x80 });
    const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer } }] });
    const timer = createTimer(device);
    const time = (calls: number) =>
      timer.time((pass) => {
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, group);
        for (let i = 0; i < calls; i++) pass.dispatchWorkgroups(1);
      });
    await time(1);
    const [few, many] = [await time(1), await time(100)];
    expect(few).toBeGreaterThan(0);
    expect(many).toBeGreaterThan(5 * few);
    buffer.destroy();
  });
});
