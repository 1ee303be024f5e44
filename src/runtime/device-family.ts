/** @file What kind of device this is, as far as schedules tell kinds apart: by the names that its adapter gives (`GPUAdapterInfo`). */
import type { DeviceFamily } from "#codegen/choose-schedule.ts";
import type { MatrixShape, ScheduleLimits } from "#codegen/schedule.ts";

/** In the order of asking: software adapters carry the names of vendors, too. */
const families: readonly (readonly [DeviceFamily, RegExp])[] = [
  ["swiftshader", /swiftshader/],
  ["lavapipe", /llvmpipe|lavapipe/],
  ["software", /software|warp|basic render/],
  ["nvidia", /nvidia/],
  ["amd", /\bamd\b|radeon|\bati\b/],
  ["intel", /intel/],
  ["apple", /apple/],
  ["mobile", /adreno|qualcomm|mali|\barm\b|powervr|imgtec|img-tec|samsung|xclipse/],
];

/** The family of an adapter; `gpu` where its names say nothing. */
export function familyOf(info: GPUAdapterInfo | undefined): DeviceFamily {
  const names = [info?.vendor, info?.architecture, info?.device, info?.description].join(" ").toLowerCase();
  const named = families.find(([, pattern]) => pattern.test(names))?.[0];
  return info?.isFallbackAdapter === true && named !== "swiftshader" && named !== "lavapipe" ? "software" : (named ?? "gpu");
}

/** What a device allows a schedule. */
export function scheduleLimits({ limits, features, adapterInfo }: GPUDevice): ScheduleLimits {
  const { maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX } = limits;
  return {
    workgroupBytes: maxComputeWorkgroupStorageSize,
    workgroupSize: Math.min(maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX),
    subgroup: features.has("subgroups") ? (adapterInfo?.subgroupMinSize ?? 0) : 0,
    matrices: features.has("chromium-experimental-subgroup-matrix") ? matricesOf(adapterInfo) : [],
  };
}

/** What Dawn tells of the matrix units of an adapter; not in the standard yet. */
interface MatrixInfo {
  readonly subgroupMatrixConfigs?: Iterable<{
    readonly componentType: string;
    readonly resultComponentType: string;
    readonly M: number;
    readonly N: number;
    readonly K: number;
  }>;
}

/** The products of f16 that are summed in f32. */
function matricesOf(info: GPUAdapterInfo & MatrixInfo): MatrixShape[] {
  const sums = [...(info?.subgroupMatrixConfigs ?? [])].filter(
    ({ componentType, resultComponentType }) => componentType === "f16" && resultComponentType === "f32",
  );
  return sums.map(({ M, N, K }) => ({ m: M, n: N, k: K }));
}
