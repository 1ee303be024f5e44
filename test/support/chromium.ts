/**
 * @file The headless Chromium that `@sparticuz/chromium` carries, unpacked once into the cache folder with what it needs on a bare machine:
 * SwiftShader beside it, and NSS and expat for systems that lack them.
 */
import { mkdtemp, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { chromium, type Browser } from "playwright-core";
import { cacheFolder } from "#src/node/cache-folder.ts";
import { readTar } from "#src/node/tar.ts";

const flags = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan", "--no-sandbox", "--disable-dev-shm-usage"];

/** Starts the browser; the error says why it cannot. */
export async function startChromium(): Promise<Browser> {
  const folder = await unpackChromium();
  const start = (libraries: readonly string[]) => {
    // The adapter's variables in this process are not for the browser, which brings its own.
    const { LD_LIBRARY_PATH: _, VK_DRIVER_FILES: __, VK_ICD_FILENAMES: ___, ...env } = process.env as Record<string, string>;
    return chromium.launch({
      executablePath: join(folder, "chromium"),
      args: flags,
      env: libraries.length > 0 ? { ...env, LD_LIBRARY_PATH: libraries.join(":") } : env,
      timeout: 20_000,
    });
  };
  return start([]).catch(() => start([join(folder, "lib")]));
}

async function unpackChromium(): Promise<string> {
  const home = dirname(dirname(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium"))));
  const { version } = JSON.parse(await readFile(join(home, "package.json"), "utf8")) as { version: string };
  const cache = await cacheFolder(process.env);
  const folder = join(cache, `chromium-${version}`);
  if (await stat(folder).catch(() => undefined)) return folder;
  const fresh = await mkdtemp(join(cache, "unpacking-"));
  try {
    await writeFile(join(fresh, "chromium"), await inflate(join(home, "bin", "chromium.br")), { mode: 0o755 });
    await mkdir(join(fresh, "lib"));
    await unpackTar(join(home, "bin", "swiftshader.tar.br"), fresh);
    await unpackTar(join(home, "bin", "al2023.tar.br"), join(fresh, "lib"));
    // Another process may have been faster: what it put there is as good.
    await rename(fresh, folder).catch(async (error: Error) => {
      if (!(await stat(folder).catch(() => undefined))) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}

const inflate = async (path: string): Promise<Buffer> => promisify(brotliDecompress)(await readFile(path));

async function unpackTar(path: string, folder: string): Promise<void> {
  for (const [name, content] of readTar(await inflate(path))) await writeFile(join(folder, name), content, { mode: 0o755 });
}
