/**
 * @file Holds the WGSL of every example and of test/golden to naga, the compiler of Firefox and Deno: each compute entry point must become
 * a pipeline. Runs in Deno (`npm run test:naga`), ends with its counts, fails when there is nothing to hold.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

type Verdict = "passed" | "failed" | "left out";

const folders = process.argv.length > 2 ? process.argv.slice(2) : ["examples/variants", "test/golden"];

const adapter = await navigator.gpu.requestAdapter();
if (!adapter) {
  console.error("naga: no adapter; start with what `adapterEnvironment()` of heed/node returns");
  process.exit(1);
}
const hasF16 = adapter.features.has("shader-f16");
const device = await adapter.requestDevice({ requiredFeatures: hasF16 ? ["shader-f16"] : [], requiredLimits: usefulLimits(adapter.limits) });

/** The larger kernels need more than what every device has. */
function usefulLimits(limits: GPUSupportedLimits): Record<string, number> {
  const names = [
    "maxComputeWorkgroupStorageSize",
    "maxComputeInvocationsPerWorkgroup",
    "maxComputeWorkgroupSizeX",
    "maxStorageBuffersPerShaderStage",
  ] as const;
  return Object.fromEntries(names.map((name) => [name, limits[name]]));
}

function findShaders(): string[] {
  const files = folders.flatMap((folder) => (readdirSync(folder, { recursive: true }) as string[]).map((file) => join(folder, file)));
  return files.filter((file) => file.endsWith(".wgsl")).sort();
}

async function check(file: string): Promise<Verdict> {
  const code = readFileSync(file, "utf8");
  if (!hasF16 && /^\s*enable f16;/m.test(code)) return process.env["HEED_EXPECT_GPU"] === "1" ? tell(file, "the adapter has no f16") : "left out";
  // There are kernels without, for devices that have none.
  if (!adapter!.features.has("subgroups") && /^\s*enable subgroups;/m.test(code)) return "left out";
  const module = device.createShaderModule({ label: file, code });
  const entryPoints = [...code.matchAll(/@compute\b[^{]*?\bfn\s+(\w+)/g)].map(([, name]) => name ?? "");
  if (entryPoints.length === 0) return tell(file, "no compute entry point");
  for (const entryPoint of entryPoints) {
    const error = await createPipeline(module, entryPoint);
    if (error) return tell(file, error);
  }
  return "passed";
}

async function createPipeline(module: GPUShaderModule, entryPoint: string): Promise<string | undefined> {
  device.pushErrorScope("validation");
  device.createComputePipeline({ label: entryPoint, layout: "auto", compute: { module, entryPoint } });
  const { messages } = await module.getCompilationInfo();
  const error = await device.popErrorScope();
  const said = messages.filter(({ type }) => type === "error").map(({ message }) => message);
  return said.length > 0 ? said.join("\n") : error?.message;
}

function tell(file: string, error: string): Verdict {
  console.error(`naga: ${file}: ${error}`);
  return "failed";
}

const verdicts: Verdict[] = [];
for (const file of findShaders()) verdicts.push(await check(file));
const count = (verdict: Verdict): number => verdicts.filter((each) => each === verdict).length;
device.destroy();
console.info(`naga: ${adapter.info.description}, ${count("left out")} left out`);
console.info(`${count("passed")} passed, ${count("failed")} failed`);
process.exit(count("failed") > 0 || count("passed") === 0 ? 1 : 0);
