/**
 * @file Which adapter a process should run on: the machine's GPU where it has a usable one, else the embedded software adapter. The answer
 * is an environment, because a Vulkan loader can only be named before a process starts.
 */
import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import { HeedError } from "#src/diagnostics/diagnostic.ts";
import { unknownAdapter } from "#src/diagnostics/codes/device.ts";
import { fail } from "#src/diagnostics/report.ts";
import { findDawn, probeAdapter } from "./probe.ts";
import { canRunSwiftShader, unpackSwiftShader } from "./swiftshader.ts";
import { driverVariables, findDeviceNode, findDrivers, findLavapipe } from "./system-vulkan.ts";

/** `system`: whatever the machine has, untouched. The last is not a choice but the lack of one. */
export type AdapterName = "system" | "swiftshader" | "lavapipe" | "none";

/** What a process needs in its environment before it starts. */
export interface AdapterEnvironment {
  /** To be added to the child's variables; only the marker when nothing needs to change. */
  readonly env: Record<string, string>;
  readonly adapter: AdapterName;
  /** Why this one, as a clause. */
  readonly reason: string;
}

/** Set in a process that was started with the right environment, to what was chosen and why: it neither decides nor starts itself again. */
export const adapterMarker = "HEED_ADAPTER_CHOSEN";

interface Attempt {
  readonly adapter: AdapterName;
  readonly env: Record<string, string>;
  readonly what: string;
}

const forced = ["system", "swiftshader", "lavapipe"] as const;

/** Decides on an adapter; `HEED_ADAPTER=system|swiftshader|lavapipe` takes the decision away. */
export async function adapterEnvironment(env: NodeJS.ProcessEnv = process.env): Promise<AdapterEnvironment> {
  const [, adapter, reason] = /^(\w+): (.*)$/.exec(env[adapterMarker] ?? "") ?? [];
  if (adapter && reason) return { env: {}, adapter: adapter as AdapterName, reason };
  const wish = env["HEED_ADAPTER"];
  if (!wish) return chooseAdapter(env);
  if (!forced.some((name) => name === wish)) fail(unknownAdapter(wish, forced));
  if (wish === "lavapipe") return useLavapipe(env);
  return wish === "system" ? settle("system", {}, "HEED_ADAPTER asks for it") : useSwiftShader(env, "HEED_ADAPTER asks for it");
}

async function chooseAdapter(env: NodeJS.ProcessEnv): Promise<AdapterEnvironment> {
  if (process.platform !== "linux") return settle("system", {}, "the operating system has a graphics interface of its own");
  const named = driverVariables.find((name) => env[name]);
  const drivers = await findDrivers(env);
  const device = await findDeviceNode();
  if (drivers.length === 0) return embedded(env, named ? `no file that ${named} names exists` : "no Vulkan driver is installed");
  if (!named && !device) return embedded(env, "a Vulkan driver is installed, but there is no GPU");
  if (!findDawn()) return settle("system", {}, "the package `webgpu` is not installed, so nothing could be tried");
  const found = await firstThatWorks(env, await withEitherLoader(env, "system", {}, drivers));
  return found ?? embedded(env, `Dawn accepts none of the installed Vulkan drivers (${drivers.join(", ")})`);
}

async function useLavapipe(env: NodeJS.ProcessEnv): Promise<AdapterEnvironment> {
  const driver = findLavapipe(await findDrivers(env));
  if (!driver) return { env: {}, adapter: "none", reason: "HEED_ADAPTER asks for lavapipe, which is not installed" };
  const attempts = await withEitherLoader(env, "lavapipe", nameDrivers([driver]), [driver]);
  const refused = `HEED_ADAPTER asks for lavapipe, but Dawn does not accept ${driver}`;
  return (await firstThatWorks(env, attempts)) ?? { env: {}, adapter: "none", reason: refused };
}

/** With the machine's own Vulkan loader, and with the embedded one for machines that have a driver but no loader. */
async function withEitherLoader(
  env: NodeJS.ProcessEnv,
  adapter: AdapterName,
  own: Record<string, string>,
  drivers: readonly string[],
): Promise<Attempt[]> {
  const what = adapter === "system" ? "the machine's Vulkan driver" : "HEED_ADAPTER asks for it";
  const first = { adapter, env: own, what };
  const loader = canRunSwiftShader() ? await unpackSwiftShader(env).catch(() => undefined) : undefined;
  if (!loader) return [first];
  return [first, { adapter, env: { ...nameDrivers(drivers), ...nameLibraries(env, loader.libraries) }, what: `${what}, with the embedded loader` }];
}

async function firstThatWorks(env: NodeJS.ProcessEnv, attempts: readonly Attempt[]): Promise<AdapterEnvironment | undefined> {
  for (const attempt of attempts) {
    const description = await probeAdapter({ ...env, ...attempt.env });
    if (description !== undefined) return settle(attempt.adapter, attempt.env, `${attempt.what}: ${description}`);
  }
  return undefined;
}

/** The software adapter, or the two reasons why there is nothing. */
async function embedded(env: NodeJS.ProcessEnv, why: string): Promise<AdapterEnvironment> {
  if (!canRunSwiftShader()) return { env: {}, adapter: "none", reason: `${why}, and the software adapter is for Linux on x64` };
  try {
    return await useSwiftShader(env, why);
  } catch (error) {
    if (!(error instanceof HeedError)) throw error;
    return { env: {}, adapter: "none", reason: `${why}, and ${error.diagnostics.map((d) => d.message).join(", ")}` };
  }
}

async function useSwiftShader(env: NodeJS.ProcessEnv, reason: string): Promise<AdapterEnvironment> {
  const { libraries, driver } = await unpackSwiftShader(env);
  return settle("swiftshader", { ...nameDrivers([driver]), ...nameLibraries(env, libraries) }, reason);
}

function settle(adapter: AdapterName, env: Record<string, string>, reason: string): AdapterEnvironment {
  return { env: { ...env, [adapterMarker]: `${adapter}: ${reason}` }, adapter, reason };
}

function nameDrivers(drivers: readonly string[]): Record<string, string> {
  return Object.fromEntries(driverVariables.map((name) => [name, drivers.join(delimiter)]));
}

function nameLibraries(env: NodeJS.ProcessEnv, folder: string): Record<string, string> {
  const before = (env["LD_LIBRARY_PATH"] ?? "").split(delimiter).filter((path) => path && path !== folder && existsSync(path));
  return { LD_LIBRARY_PATH: [folder, ...before].join(delimiter) };
}
