/** @file What Vulkan the machine itself has: drivers' description files, and whether there is a device for them. Looks only, loads nothing. */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** The variables by which a user names Vulkan drivers; the second is the older name. */
export const driverVariables = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"] as const;

/** The description files of the installed drivers, in the places where a Vulkan loader looks. */
export async function findDrivers(env: NodeJS.ProcessEnv): Promise<string[]> {
  const named = driverVariables.map((name) => env[name]).find((value) => value);
  if (named) return named.split(delimiter).filter((file) => existsSync(file));
  const found = await Promise.all(driverFolders(env).map(listDrivers));
  return [...new Set(found.flat())];
}

/** Mesa's driver that runs on the CPU; several architectures may have put theirs side by side. */
export function findLavapipe(drivers: readonly string[]): string | undefined {
  const ours = { x64: "x86_64", arm64: "aarch64" }[process.arch as string] ?? process.arch;
  const all = drivers.filter(isLavapipe);
  return all.find((file) => file.includes(ours)) ?? all.find((file) => file.endsWith("lvp_icd.json")) ?? all[0];
}

/** Whether a driver's description is lavapipe's. */
export function isLavapipe(driver: string): boolean {
  return /[\\/]lvp_icd[^\\/]*\.json$/.test(driver);
}

/** The first device node of a GPU: without one, an installed driver has nothing to drive. */
export async function findDeviceNode(): Promise<string | undefined> {
  const render = (await list("/dev/dri")).filter((name) => name.startsWith("renderD")).map((name) => join("/dev/dri", name));
  const other = (await list("/dev")).filter((name) => /^(nvidia\d+|dxg|kgsl-3d0|mali\d+)$/.test(name)).map((name) => join("/dev", name));
  return [...other, ...render][0];
}

function driverFolders(env: NodeJS.ProcessEnv): string[] {
  const home = env["HOME"];
  const data = env["XDG_DATA_HOME"] || (home ? join(home, ".local/share") : undefined);
  const shared = (env["XDG_DATA_DIRS"] || "/usr/local/share:/usr/share").split(delimiter);
  const config = (env["XDG_CONFIG_DIRS"] || "/etc/xdg").split(delimiter);
  return [...config, "/etc", ...(data ? [data] : []), ...shared].filter(Boolean).map((folder) => join(folder, "vulkan/icd.d"));
}

async function listDrivers(folder: string): Promise<string[]> {
  return (await list(folder))
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(folder, name));
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
