import { expect, it } from "vitest";
import type { DeviceFamily } from "#codegen/choose-schedule.ts";
import { familyOf, scheduleLimits } from "#src/runtime/device-family.ts";
import { mockDevice } from "#test/support/mock-device.ts";

const info = (more: Partial<GPUAdapterInfo>): GPUAdapterInfo =>
  ({ vendor: "", architecture: "", device: "", description: "", ...more }) as GPUAdapterInfo;

/** What adapters say of themselves in browsers (vendor and architecture) and under Dawn in Node (a description too). */
const adapters: readonly (readonly [DeviceFamily, Partial<GPUAdapterInfo>])[] = [
  ["nvidia", { vendor: "nvidia", architecture: "ampere" }],
  ["amd", { vendor: "amd", architecture: "rdna-3" }],
  ["amd", { description: "Radeon RX 7900 XTX" }],
  ["intel", { vendor: "intel", architecture: "xe-2lpg" }],
  ["apple", { vendor: "apple", architecture: "metal-3" }],
  ["mobile", { vendor: "qualcomm", architecture: "adreno-7xx" }],
  ["mobile", { vendor: "arm", architecture: "valhall" }],
  ["mobile", { vendor: "img-tec", architecture: "rogue" }],
  ["swiftshader", { vendor: "google", architecture: "swiftshader", isFallbackAdapter: true }],
  ["lavapipe", { vendor: "mesa", architecture: "software-rasterizer", description: "llvmpipe (LLVM 19.1.4, 256 bits)", isFallbackAdapter: true }],
  ["software", { vendor: "microsoft", description: "Microsoft Basic Render Driver" }],
  ["software", { vendor: "intel", isFallbackAdapter: true }],
  ["gpu", {}],
  // Letters of a vendor's name within another word say nothing.
  ["gpu", { description: "Armadillo AMDX board" }],
];

it.each(adapters)("%s: %j", (family, names) => {
  expect(familyOf(info(names))).toBe(family);
});

it("knows nothing of a device that says nothing", () => {
  expect(familyOf(undefined)).toBe("gpu");
});

it("takes limits from the device, and lanes of a subgroup where it has the feature", () => {
  const limits = { maxComputeWorkgroupStorageSize: 32768, maxComputeInvocationsPerWorkgroup: 1024, maxComputeWorkgroupSizeX: 512 };
  const of = (features: readonly string[], subgroupMinSize?: number) => {
    const { device } = mockDevice({ limits, features });
    const adapterInfo = subgroupMinSize === undefined ? undefined : { ...device.adapterInfo, subgroupMinSize };
    return scheduleLimits(Object.assign(Object.create(device) as GPUDevice, { adapterInfo }));
  };
  expect(of([], 32)).toMatchObject({ workgroupBytes: 32768, workgroupSize: 512, subgroup: 0 });
  expect(of(["subgroups"], 32)).toMatchObject({ subgroup: 32 });
  expect(of(["subgroups"])).toMatchObject({ subgroup: 0 });
});
