import { expect, it } from "vitest";
import { describeAdapter } from "#src/node/dawn.ts";
import { gpuDescribe, testDevice } from "#test/support/device.ts";

gpuDescribe("the adapter", () => {
  it("is described as the device finds it", async () => {
    const report = await describeAdapter();
    const device = await testDevice();
    expect(`${report.environment}: ${report.reason}`).toBe(process.env["HEED_ADAPTER_CHOSEN"]);
    expect(report.limits["maxStorageBufferBindingSize"]).toBe(device.limits.maxStorageBufferBindingSize);
    expect(report.features.includes("shader-f16")).toBe(device.features.has("shader-f16"));
    expect(report.description || report.vendor).not.toBe("");
  });
});
