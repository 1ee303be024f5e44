/**
 * @file A GPU device in Node, from Dawn (the package `webgpu`, loaded only here and only when asked for). What `create()` returns is kept
 * for the life of the process: Dawn aborts when it is collected.
 */
import { adapterFeatureMissing, adapterNotInEnvironment, noAdapter, packageMissing } from "#src/diagnostics/codes/device.ts";
import { fail } from "#src/diagnostics/report.ts";
import { findDawn } from "./probe.ts";
import { adapterEnvironment, adapterMarker, type AdapterName } from "./software-adapter.ts";

/** `null` is a device that checks everything and runs nothing; it needs no driver. */
export interface DeviceOptions {
  /** Features the device must have; those that kernels can use are asked for anyway, where the adapter has them. */
  readonly features?: readonly GPUFeatureName[];
  readonly backend?: "null";
}

/** What `heed doctor` tells about the adapter. */
export interface AdapterReport {
  readonly environment: AdapterName;
  readonly reason: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
  /** Smallest and largest subgroup, where the adapter tells. */
  readonly subgroups: readonly [number, number] | undefined;
}

const usefulFeatures: readonly GPUFeatureName[] = [
  "shader-f16",
  "subgroups",
  "timestamp-query",
  "chromium-experimental-subgroup-matrix" as GPUFeatureName,
];

const usefulLimits = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxUniformBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxBindGroups",
  "maxBindingsPerBindGroup",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupSizeZ",
  "maxComputeWorkgroupsPerDimension",
] as const satisfies readonly (keyof GPUSupportedLimits)[];

const kept = new Map<string, Promise<GPU>>();
const devices = new Set<GPUDevice>();

/** Opens a device with all limits and the features that kernels can use; {@link closeDevices} lets the process end. */
export async function openDevice(options: DeviceOptions = {}): Promise<GPUDevice> {
  const adapter = await findAdapter(options.backend);
  const missing = (options.features ?? []).filter((name) => !adapter.features.has(name));
  if (missing.length > 0) fail(adapterFeatureMissing(missing, describe(adapter)));
  const useful = usefulFeatures.filter((name) => adapter.features.has(name));
  const device = await adapter.requestDevice({
    label: "heed",
    requiredFeatures: [...new Set([...useful, ...(options.features ?? [])])],
    requiredLimits: pickLimits(adapter.limits),
  });
  devices.add(device);
  return device;
}

/** Destroys every device that was opened here, so that Dawn stops polling and the process can end. */
export function closeDevices(): void {
  for (const device of devices) device.destroy();
  devices.clear();
}

/** The adapter that {@link openDevice} would use, for people. */
export async function describeAdapter(): Promise<AdapterReport> {
  const adapter = await findAdapter(undefined);
  const { vendor, architecture, description, subgroupMinSize: min, subgroupMaxSize: max } = adapter.info;
  const { adapter: environment, reason } = await adapterEnvironment();
  return {
    environment,
    reason,
    vendor,
    architecture,
    description,
    features: [...adapter.features].sort(),
    limits: pickLimits(adapter.limits),
    subgroups: min && max ? [min, max] : undefined,
  };
}

async function findAdapter(backend: "null" | undefined): Promise<GPUAdapter> {
  const gpu = await loadDawn(backend);
  return (await gpu.requestAdapter({ powerPreference: "high-performance" })) ?? explainAbsence();
}

/** Dawn itself, for who asks for devices in another way; made once. */
export function loadDawn(backend?: "null"): Promise<GPU> {
  // Matrix units are an experiment of Dawn's yet, which it offers to those alone who say that they know.
  const flags = ["enable-dawn-features=allow_unsafe_apis", ...(backend ? [`backend=${backend}`] : [])];
  const key = flags.join();
  const gpu = kept.get(key) ?? createGpu(flags);
  kept.set(key, gpu);
  return gpu;
}

async function createGpu(flags: string[]): Promise<GPU> {
  if (!findDawn()) fail(packageMissing("webgpu", "a GPU device in Node"));
  const { create, globals } = await import("webgpu");
  for (const [name, value] of Object.entries(globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return create(flags);
}

async function explainAbsence(): Promise<never> {
  const { env, adapter, reason } = await adapterEnvironment();
  const variables = Object.keys(env).filter((name) => name !== adapterMarker);
  if (variables.length > 0) fail(adapterNotInEnvironment(variables));
  return fail(noAdapter([adapter === "none" ? reason : `tried with the environment for \`${adapter}\`: ${reason}`]));
}

function describe(adapter: GPUAdapter): string {
  const { vendor, architecture, description } = adapter.info;
  return description || `${vendor} ${architecture}`.trim() || "unnamed";
}

function pickLimits(limits: GPUSupportedLimits): Record<string, number> {
  return Object.fromEntries(usefulLimits.map((name) => [name, limits[name]]));
}
