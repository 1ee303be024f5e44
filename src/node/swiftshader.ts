/**
 * @file The software adapter: SwiftShader and a Vulkan loader, carried compressed by the package `@sparticuz/chromium` and unpacked once
 * into the cache folder. Never loads anything itself.
 */
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { adapterNotUnpacked, packageMissing } from "#src/diagnostics/codes/device.ts";
import { fail } from "#src/diagnostics/report.ts";
import { cacheFolder } from "./cache-folder.ts";
import { readTar } from "./tar.ts";

const packageName = "@sparticuz/chromium";
const driver = "vk_swiftshader_icd.json";
const files = ["libvulkan.so.1", "libvk_swiftshader.so", driver] as const;

/** An unpacked software adapter. */
export interface SoftwareAdapter {
  /** The folder with a Vulkan loader, for `LD_LIBRARY_PATH`. */
  readonly libraries: string;
  /** The driver's description, for `VK_DRIVER_FILES`. */
  readonly driver: string;
}

/** Whether the libraries in the package are built for this machine. */
export function canRunSwiftShader(): boolean {
  return process.platform === "linux" && process.arch === "x64";
}

/** Unpacks the adapter unless that was done before; several processes may do so at the same time. */
export async function unpackSwiftShader(env: NodeJS.ProcessEnv): Promise<SoftwareAdapter> {
  const { archive, version } = await findArchive();
  const cache = await cacheFolder(env);
  const folder = join(cache, `swiftshader-${version}`);
  if (!(await isComplete(folder))) await unpack(archive, cache, folder).catch((cause) => fail(adapterNotUnpacked(String(cause.message))));
  return { libraries: folder, driver: join(folder, driver) };
}

async function findArchive(): Promise<{ archive: string; version: string }> {
  const folder = findPackage();
  const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { version: string };
  return { archive: join(folder, "bin", "swiftshader.tar.br"), version };
}

/** The package hides its package.json, so its folder is found from its entry, `build/cjs/index.cjs`. */
function findPackage(): string {
  try {
    return dirname(dirname(dirname(createRequire(import.meta.url).resolve(packageName))));
  } catch {
    return fail(packageMissing(packageName, "the software adapter"));
  }
}

async function isComplete(folder: string): Promise<boolean> {
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0));
  return sizes.every((size) => size > 0);
}

/** Written beside its place and then renamed, so that nobody ever sees half of it. */
async function unpack(archive: string, cache: string, folder: string): Promise<void> {
  const entries = readTar(await promisify(brotliDecompress)(await readFile(archive)));
  const fresh = await mkdtemp(join(cache, "unpacking-"));
  try {
    for (const name of files) {
      const content = entries.get(name);
      if (!content) throw new Error(`${name} is not in the archive`);
      await writeFile(join(fresh, name), content, { mode: 0o755 });
    }
    await moveInto(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Another process may have been faster: what it put there is as good. What is there but not whole is replaced. */
async function moveInto(fresh: string, folder: string): Promise<void> {
  try {
    await rename(fresh, folder);
  } catch (error) {
    if (await isComplete(folder)) return;
    if (!isOccupied(error)) throw error;
    await rm(folder, { recursive: true, force: true });
    await mkdir(dirname(folder), { recursive: true });
    await rename(fresh, folder);
  }
}

function isOccupied(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOTEMPTY" || code === "EEXIST" || code === "ENOTDIR";
}
